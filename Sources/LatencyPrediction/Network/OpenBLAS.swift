import CBLAS

/// OpenBLAS on one thread. The only file that sees it.
@safe public struct OpenBLAS: Sendable {
    /// A factor of a product.
    enum Factor {
        case left, right
    }

    private let gemm: cblas_sgemm_function

    /// Opens the library, which takes some 5 ms the first time.
    public init() throws(PredictionError) {
        let library = try SharedLibrary("libopenblas.so.0")
        unsafe gemm = try library.function("cblas_sgemm", as: cblas_sgemm_function.self)
        let setThreads = try library.function(
            "openblas_set_num_threads", as: openblas_set_num_threads_function.self)
        setThreads(1)
    }

    /// result ← a·b + scale·result, one factor transposed on request.
    func multiply(
        _ a: Matrix, _ b: Matrix, transposing factor: Factor? = nil, into result: inout Matrix, keeping scale: Float = 0
    ) {
        let inner = factor == .left ? a.rows : a.columns
        precondition(inner == (factor == .right ? b.columns : b.rows), "inner extents agree")
        precondition(result.rows == (factor == .left ? a.columns : a.rows), "the result has the left factor's rows")
        precondition(result.columns == (factor == .right ? b.rows : b.columns), "and the right factor's columns")
        unsafe gemm(
            CblasRowMajor, factor == .left ? CblasTrans : CblasNoTrans, factor == .right ? CblasTrans : CblasNoTrans,
            Int32(result.rows), Int32(result.columns), Int32(inner), 1, a.elements, Int32(a.columns), b.elements,
            Int32(b.columns), scale, &result.elements, Int32(result.columns))
    }
}
