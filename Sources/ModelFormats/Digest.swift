import CXXHash

/// Names bytes by their XXH3, as 16 hexadecimal digits: https://github.com/Cyan4973/xxHash.
package func digest(of bytes: RawSpan) -> String {
    let hash = unsafe bytes.withUnsafeBytes { buffer in unsafe XXH3_64bits(buffer.baseAddress, buffer.count) }
    let digits = String(hash, radix: 16)
    return String(repeating: "0", count: 16 - digits.count) + digits
}
