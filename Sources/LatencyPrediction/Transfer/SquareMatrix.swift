/// A square matrix of doubles, row by row: covariances of at most some thousand entries a side.
struct SquareMatrix: Sendable, Hashable {
    let size: Int
    var elements: [Double]

    /// A matrix of one number on the diagonal.
    init(size: Int, diagonal: Double = 0) {
        self.size = size
        elements = Array(repeating: 0, count: size * size)
        for index in 0..<size { elements[index * size + index] = diagonal }
    }

    /// A matrix of these numbers on the diagonal.
    init(diagonal: [Double]) {
        self.init(size: diagonal.count)
        for (index, value) in diagonal.enumerated() { self[index, index] = value }
    }

    subscript(row: Int, column: Int) -> Double {
        get { elements[row * size + column] }
        set { elements[row * size + column] = newValue }
    }

    mutating func add(_ other: SquareMatrix, times factor: Double) {
        for index in elements.indices { elements[index] += factor * other.elements[index] }
    }

    func multiplied(by vector: [Double]) -> [Double] {
        (0..<size).map { row in
            var sum = 0.0
            for column in 0..<size { sum += elements[row * size + column] * vector[column] }
            return sum
        }
    }

    func multiplied(by other: SquareMatrix) -> SquareMatrix {
        var result = SquareMatrix(size: size)
        let size = size
        unsafe elements.withUnsafeBufferPointer { a in
            unsafe other.elements.withUnsafeBufferPointer { b in
                unsafe result.elements.withUnsafeMutableBufferPointer { c in
                    for row in 0..<size {
                        for inner in 0..<size {
                            let factor = unsafe a[row * size + inner]
                            if factor == 0 { continue }
                            let (to, from) = (row * size, inner * size)
                            for column in 0..<size { unsafe c[to + column] += factor * b[from + column] }
                        }
                    }
                }
            }
        }
        return result
    }
}

/// The lower triangle L with L·Lᵀ = A, of a positive definite A.
struct Cholesky: Sendable {
    private let size: Int
    private var lower: [Double]

    /// - Returns: nil where A is not positive definite.
    init?(_ a: SquareMatrix) {
        size = a.size
        lower = a.elements
        let size = size
        let isPositive = unsafe lower.withUnsafeMutableBufferPointer { l in
            for row in 0..<size {
                for column in 0...row {
                    var sum = unsafe l[row * size + column]
                    let (first, second) = (row * size, column * size)
                    for index in 0..<column { unsafe sum -= l[first + index] * l[second + index] }
                    if column < row {
                        unsafe l[first + column] = sum / l[second + column]
                    } else {
                        guard sum > 0 else { return false }
                        unsafe l[first + row] = sum.squareRoot()
                    }
                }
            }
            return true
        }
        guard isPositive else { return nil }
    }

    /// The x with L·x = b.
    func forward(_ b: [Double]) -> [Double] {
        precondition(b.count == size, "a right side has the matrix's size")
        var x = b
        unsafe lower.withUnsafeBufferPointer { l in
            for row in 0..<size {
                var sum = x[row]
                for index in 0..<row { unsafe sum -= l[row * size + index] * x[index] }
                unsafe x[row] = sum / l[row * size + row]
            }
        }
        return x
    }

    /// The x with A·x = b.
    func solve(_ b: [Double]) -> [Double] {
        var x = forward(b)
        unsafe lower.withUnsafeBufferPointer { l in
            for row in (0..<size).reversed() {
                var sum = x[row]
                var index = row + 1
                while index < size {
                    unsafe sum -= l[index * size + row] * x[index]
                    index += 1
                }
                unsafe x[row] = sum / l[row * size + row]
            }
        }
        return x
    }

    /// A⁻¹.
    func inverse() -> SquareMatrix {
        var result = SquareMatrix(size: size)
        var unit = Array(repeating: 0.0, count: size)
        for column in 0..<size {
            unit[column] = 1
            let x = solve(unit)
            unit[column] = 0
            for row in 0..<size { result[row, column] = x[row] }
        }
        return result
    }
}
