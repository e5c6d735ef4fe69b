// The inner loops of the networks, on bare buffers so that the compiler makes vector code of them. Every count is
// checked at the door.

/// y ← y + x·w, x (batch, inputs), w (inputs, outputs), each sum in the order of the inputs. Tiles of four rows and eight
/// outputs stay in registers.
func addProduct(_ x: Matrix, _ w: Matrix, to y: inout Matrix) {
    precondition(x.columns == w.rows && y.rows == x.rows && y.columns == w.columns, "extents agree")
    let (inputs, outputs, rows) = (w.rows, w.columns, x.rows)
    let tiled = outputs - outputs % Tile.width
    unsafe x.elements.withUnsafeBufferPointer { x in
        unsafe w.elements.withUnsafeBytes { w in
            unsafe y.elements.withUnsafeMutableBytes { y in
                for row in stride(from: 0, to: rows - rows % 4, by: 4) {
                    for output in stride(from: 0, to: tiled, by: Tile.width) {
                        let place = row * outputs + output
                        var a = unsafe Tile(y, place)
                        var b = unsafe Tile(y, place + outputs)
                        var c = unsafe Tile(y, place + 2 * outputs)
                        var d = unsafe Tile(y, place + 3 * outputs)
                        for input in 0..<inputs {
                            let weights = unsafe Tile(w, input * outputs + output).values
                            unsafe a.values += x[row * inputs + input] * weights
                            unsafe b.values += x[(row + 1) * inputs + input] * weights
                            unsafe c.values += x[(row + 2) * inputs + input] * weights
                            unsafe d.values += x[(row + 3) * inputs + input] * weights
                        }
                        unsafe a.store(to: y, place)
                        unsafe b.store(to: y, place + outputs)
                        unsafe c.store(to: y, place + 2 * outputs)
                        unsafe d.store(to: y, place + 3 * outputs)
                    }
                }
                for row in rows - rows % 4..<rows {
                    for output in stride(from: 0, to: tiled, by: Tile.width) {
                        var sums = unsafe Tile(y, row * outputs + output)
                        for input in 0..<inputs {
                            let weights = unsafe Tile(w, input * outputs + output).values
                            unsafe sums.values += x[row * inputs + input] * weights
                        }
                        unsafe sums.store(to: y, row * outputs + output)
                    }
                }
                let (w, y) = unsafe (w.assumingMemoryBound(to: Float.self), y.assumingMemoryBound(to: Float.self))
                for row in 0..<rows {
                    for output in tiled..<outputs {
                        for input in 0..<inputs {
                            unsafe y[row * outputs + output] += x[row * inputs + input] * w[input * outputs + output]
                        }
                    }
                }
            }
        }
    }
}

/// Eight numbers of a buffer, side by side.
private struct Tile {
    static let width = 8

    var values: SIMD8<Float>

    /// - Parameter start: the place of the first.
    @inline(__always) init(_ buffer: UnsafeRawBufferPointer, _ start: Int) {
        values = unsafe buffer.loadUnaligned(fromByteOffset: 4 * start, as: SIMD8<Float>.self)
    }

    @inline(__always) init(_ buffer: UnsafeMutableRawBufferPointer, _ start: Int) {
        unsafe self.init(UnsafeRawBufferPointer(buffer), start)
    }

    @inline(__always) func store(to buffer: UnsafeMutableRawBufferPointer, _ start: Int) {
        unsafe buffer.storeBytes(of: values, toByteOffset: 4 * start, as: SIMD8<Float>.self)
    }
}

/// sum ← Σ rows of x; sum (1, columns).
func sumRows(of x: Matrix, into sum: inout Matrix) {
    precondition(sum.rows == 1 && sum.columns == x.columns, "extents agree")
    let columns = x.columns
    unsafe x.elements.withUnsafeBufferPointer { x in
        unsafe sum.elements.withUnsafeMutableBufferPointer { sum in
            for column in sum.indices { unsafe sum[column] = 0 }
            for start in stride(from: 0, to: x.count, by: max(columns, 1)) {
                for column in 0..<columns { unsafe sum[column] += x[start + column] }
            }
        }
    }
}

/// a ← a ∘ b.
func scale(_ a: inout Matrix, elementwiseBy b: Matrix) {
    precondition(a.elements.count == b.elements.count, "extents agree")
    unsafe b.elements.withUnsafeBufferPointer { b in
        unsafe a.elements.withUnsafeMutableBufferPointer { a in
            for index in a.indices { unsafe a[index] *= b[index] }
        }
    }
}

extension Activation {
    /// z ← f(z).
    func apply(to z: inout Matrix) {
        unsafe z.elements.withUnsafeMutableBufferPointer { z in
            switch self {
            case .identity: break
            case .relu: for index in z.indices { unsafe z[index] = max(z[index], 0) }
            case .leakyReLU(let slope):
                for index in z.indices { unsafe z[index] = z[index] > 0 ? z[index] : slope * z[index] }
            case .gelu:
                for index in z.indices { unsafe z[index] *= geluGate(z[index]) }
            }
        }
    }

    /// h ← f(z), z ← f′(z).
    func apply(to z: inout Matrix, into h: inout Matrix) {
        precondition(z.elements.count == h.elements.count, "extents agree")
        unsafe z.elements.withUnsafeMutableBufferPointer { z in
            unsafe h.elements.withUnsafeMutableBufferPointer { h in
                switch self {
                case .identity:
                    for index in z.indices { unsafe (h[index], z[index]) = (z[index], 1) }
                case .relu:
                    for index in z.indices {
                        let x = unsafe z[index]
                        unsafe h[index] = max(x, 0)
                        unsafe z[index] = x > 0 ? 1 : 0
                    }
                case .leakyReLU(let slope):
                    for index in z.indices {
                        let x = unsafe z[index]
                        unsafe h[index] = x > 0 ? x : slope * x
                        unsafe z[index] = x > 0 ? 1 : slope
                    }
                case .gelu:
                    for index in z.indices {
                        let x = unsafe z[index]
                        let gate = geluGate(x)
                        unsafe h[index] = x * gate
                        unsafe z[index] = gate + x * gate * (1 - gate) * geluSlope(x)
                    }
                }
            }
        }
    }
}

/// ½(1 + tanh u), u = √(2/π)·(x + 0.044715·x³), as 1 / (1 + exp(−2u)).
@inline(__always) private func geluGate(_ x: Float) -> Float {
    1 / (1 + exponential(-1.595_769_1 * (x + 0.044_715 * x * x * x)))
}

/// d(2u)/dx.
@inline(__always) private func geluSlope(_ x: Float) -> Float { 1.595_769_1 * (1 + 0.134_145 * x * x) }

/// eˣ to some 2 in 10⁷, without branches or calls: 2ⁿ·2ᶠ with n whole and |f| ≤ ½, 2ᶠ by its Taylor polynomial.
@inline(__always) private func exponential(_ x: Float) -> Float {
    let t = min(max(x * 1.442_695, -126), 126)
    // Adding 1.5 · 2²³ leaves the nearest whole number in the low bits.
    let shifted = t + 12_582_912
    let f = (t - (shifted - 12_582_912)) * 0.693_147_2
    let power =
        1 + f * (1 + f * (0.5 + f * (0.166_666_67 + f * (0.041_666_67 + f * (0.008_333_333 + f * 0.001_388_9)))))
    let exponent = (shifted.bitPattern &- (12_582_912 as Float).bitPattern &+ 127) &<< 23
    return power * Float(bitPattern: exponent)
}

extension AdamW {
    /// One step on a matrix of parameters, which `decay` shrinks.
    func update(
        _ parameters: inout Matrix, gradient: Matrix, first: inout Matrix, second: inout Matrix, rate: Float,
        decay: Float, step: Int
    ) {
        let count = parameters.elements.count
        precondition(
            count == gradient.elements.count && count == first.elements.count && count == second.elements.count,
            "extents agree")
        let step = Step(
            optimizer: self, scaledRate: rate / (1 - power(firstDecay, step)),
            secondScale: 1 / (1 - power(secondDecay, step)), shrink: 1 - rate * decay)
        unsafe parameters.elements.withUnsafeMutableBytes { parameters in
            unsafe gradient.elements.withUnsafeBytes { gradients in
                unsafe first.elements.withUnsafeMutableBytes { first in
                    unsafe second.elements.withUnsafeMutableBytes { second in
                        for start in stride(from: 0, to: parameters.count, by: Lanes.byteCount) {
                            var lanes = unsafe Lanes(parameters, start)
                            var (m, v) = unsafe (Lanes(first, start), Lanes(second, start))
                            step.take(&lanes.values, unsafe Lanes(gradients, start).values, &m.values, &v.values)
                            unsafe lanes.store(to: parameters, start)
                            unsafe m.store(to: first, start)
                            unsafe v.store(to: second, start)
                        }
                    }
                }
            }
        }
    }

    /// What is the same for all parameters of a step.
    private struct Step {
        let optimizer: AdamW
        let scaledRate: Float
        let secondScale: Float
        let shrink: Float

        /// Moments below this change no parameter. Those of a unit that no longer learns would shrink for ever, and
        /// arithmetic on subnormal numbers takes a hundred times as long.
        private static let least: Float = 1e-30

        @inline(__always) func take(
            _ parameter: inout SIMD16<Float>, _ gradient: SIMD16<Float>, _ first: inout SIMD16<Float>,
            _ second: inout SIMD16<Float>
        ) {
            let (keepFirst, keepSecond) = (optimizer.firstDecay, optimizer.secondDecay)
            first = keepFirst * first + (1 - keepFirst) * gradient
            second = keepSecond * second + (1 - keepSecond) * gradient * gradient
            first.replace(with: 0, where: first .> -Self.least .& first .< Self.least)
            second.replace(with: 0, where: second .< Self.least)
            let root = (second * secondScale).squareRoot() + optimizer.epsilon
            parameter = shrink * parameter - scaledRate * first / root
        }
    }
}

/// Up to 16 numbers of a buffer; at its end the others are 0.
private struct Lanes {
    static let byteCount = MemoryLayout<SIMD16<Float>>.size

    var values: SIMD16<Float>

    @inline(__always) init(_ buffer: UnsafeMutableRawBufferPointer, _ start: Int) {
        unsafe self.init(UnsafeRawBufferPointer(buffer), start)
    }

    @inline(__always) init(_ buffer: UnsafeRawBufferPointer, _ start: Int) {
        if start + Self.byteCount <= buffer.count {
            values = unsafe buffer.loadUnaligned(fromByteOffset: start, as: SIMD16<Float>.self)
        } else {
            values = .zero
            for lane in 0..<(buffer.count - start) / 4 {
                values[lane] = unsafe buffer.loadUnaligned(fromByteOffset: start + lane * 4, as: Float.self)
            }
        }
    }

    @inline(__always) func store(to buffer: UnsafeMutableRawBufferPointer, _ start: Int) {
        if start + Self.byteCount <= buffer.count {
            unsafe buffer.storeBytes(of: values, toByteOffset: start, as: SIMD16<Float>.self)
        } else {
            for lane in 0..<(buffer.count - start) / 4 {
                unsafe buffer.storeBytes(of: values[lane], toByteOffset: start + lane * 4, as: Float.self)
            }
        }
    }
}

/// baseⁿ for n ≥ 0.
private func power(_ base: Float, _ exponent: Int) -> Float {
    var (result, square, rest) = (1 as Float, base, exponent)
    while rest > 0 {
        if rest & 1 == 1 { result *= square }
        square *= square
        rest >>= 1
    }
    return result
}
