/// Numbers from a count: the same seed gives the same.
struct Counter: RandomNumberGenerator {
    var state: UInt64

    mutating func next() -> UInt64 {
        state &+= 1
        return state &* 0x9E37_79B9_7F4A_7C15
    }
}
