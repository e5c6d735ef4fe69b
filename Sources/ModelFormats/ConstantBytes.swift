import GraphIR

/// The elements of constants as files hold them; those that are not known are made.
struct ConstantBytes<Generator: RandomNumberGenerator> {
    /// Where made elements come from; without one, constants without known elements have no data.
    var generator: Generator?

    /// The elements one behind another, little-endian; nil for those that are left out.
    mutating func bytes(of operand: Operand, shape: [Int], count: Int) -> [UInt8]? {
        let element = operand.type.element
        var data = PackedElements(bitCount: element.bitCount, count: count)
        if let elements = operand.elements, elements.count == count {
            switch elements {
            case .integers(let values): for value in values { data.append(UInt64(bitPattern: Int64(value.value ?? 0))) }
            case .reals(let values): for value in values { data.append(element.pattern(of: value)) }
            }
            return data.bytes
        }
        guard var numbers = generator else { return nil }
        defer { generator = numbers }
        let inputs = shape.count < 2 ? 1 : max(count / max(shape[0], 1), 1)
        // A matrix multiplies each element by 1/√inputs at most; what stands alone is a scale, a variance or a bias.
        let range = shape.count < 2 ? 0.5...1.5 : -1 / Double(inputs).squareRoot()...1 / Double(inputs).squareRoot()
        let isMade = element.isReal || (element.bitCount <= 8 && element != .bool && shape.count >= 2)
        for _ in 0..<count {
            let number = isMade ? numbers.next() : 0
            let share = Double(number >> 11) * 0x1p-53
            data.append(
                element.isReal
                    ? element.pattern(of: range.lowerBound + (range.upperBound - range.lowerBound) * share) : number)
        }
        return data.bytes
    }
}

/// Elements one behind another, those of less than a byte from its lowest bits up.
private struct PackedElements {
    private let bitCount: Int
    private(set) var bytes: [UInt8] = []
    private var bitsUsed = 8

    init(bitCount: Int, count: Int) {
        self.bitCount = bitCount
        bytes.reserveCapacity(count * bitCount / 8 + 1)
    }

    /// Adds the lowest bits of a pattern; those beyond 64 are 0.
    mutating func append(_ pattern: UInt64) {
        guard bitCount < 8 else {
            bytes.append(littleEndian: pattern, byteCount: min(bitCount, 64) / 8)
            if bitCount > 64 { bytes.append(littleEndian: 0, byteCount: bitCount / 8 - 8) }
            return
        }
        let bits = UInt8(truncatingIfNeeded: pattern) & (1 << bitCount - 1)
        if bitsUsed == 8 {
            bytes.append(0)
            bitsUsed = 0
        }
        bytes[bytes.count - 1] |= bits << bitsUsed
        bitsUsed += bitCount
    }
}

extension ElementType {
    /// A real number as the type has it in memory; 0 for the types whose rounding is not followed.
    fileprivate func pattern(of value: Double) -> UInt64 {
        switch self {
        case .float64: value.bitPattern
        case .float32: UInt64(Float(value).bitPattern)
        case .float16: UInt64(Float16(value).bitPattern)
        case .bfloat16: UInt64(Float(value).bitPattern >> 16)
        default: 0
        }
    }
}
