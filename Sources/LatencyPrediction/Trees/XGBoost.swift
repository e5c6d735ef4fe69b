import CXGBoost

/// XGBoost's training. The only file that sees the library.
@safe public struct XGBoost: Sendable {
    private let functions: Functions

    /// Opens the library, which takes some 10 ms the first time.
    public init() throws(PredictionError) {
        functions = try Functions()
    }

    /// Trains on the rows of x (rows, features).
    ///
    /// - Parameters:
    ///   - weights: how much each row counts; 1 each where nil.
    ///   - parameters: XGBoost's own, names and values as its documentation has them:
    ///     https://xgboost.readthedocs.io/en/release_1.7.0/parameter.html. One thread is used in any case.
    public func train(
        _ x: Matrix, targets: [Float], weights: [Float]? = nil, parameters: [(name: String, value: String)],
        rounds: Int
    ) throws(PredictionError) -> TreeEnsemble {
        let booster = try fit(x, targets: targets, weights: weights, parameters: parameters, rounds: rounds)
        return try TreeEnsemble(xgboostModel: booster.model(), featureCount: x.columns)
    }

    /// XGBoost's own predictions for x, after training: what ours must equal.
    func trainAndPredict(
        _ x: Matrix, targets: [Float], weights: [Float]? = nil, parameters: [(name: String, value: String)],
        rounds: Int
    ) throws(PredictionError) -> (ensemble: TreeEnsemble, predictions: [Float]) {
        let booster = try fit(x, targets: targets, weights: weights, parameters: parameters, rounds: rounds)
        let predictions = try booster.predict(try Rows(x, functions))
        return (try TreeEnsemble(xgboostModel: booster.model(), featureCount: x.columns), predictions)
    }

    private func fit(
        _ x: Matrix, targets: [Float], weights: [Float]?, parameters: [(name: String, value: String)], rounds: Int
    ) throws(PredictionError) -> Booster {
        precondition(x.rows == targets.count && weights.map { $0.count == x.rows } ?? true, "one target for each row")
        let rows = try Rows(x, functions)
        try rows.set("label", targets)
        if let weights { try rows.set("weight", weights) }
        let booster = try Booster(rows, functions)
        for (name, value) in parameters + [("nthread", "1"), ("verbosity", "0")] { try booster.set(name, value) }
        for round in 0..<rounds { try booster.update(round, rows) }
        return booster
    }
}

/// The library's functions, by their own names and types.
@safe private struct Functions: Sendable {
    let lastError: XGBGetLastError_function
    let createRows: XGDMatrixCreateFromMat_function
    let freeRows: XGDMatrixFree_function
    let setFloats: XGDMatrixSetFloatInfo_function
    let createBooster: XGBoosterCreate_function
    let freeBooster: XGBoosterFree_function
    let setParameter: XGBoosterSetParam_function
    let update: XGBoosterUpdateOneIter_function
    let predict: XGBoosterPredict_function
    let save: XGBoosterSaveModelToBuffer_function

    init() throws(PredictionError) {
        let library = try SharedLibrary("libxgboost.so.0")
        unsafe lastError = try library.function("XGBGetLastError", as: XGBGetLastError_function.self)
        unsafe createRows = try library.function("XGDMatrixCreateFromMat", as: XGDMatrixCreateFromMat_function.self)
        unsafe freeRows = try library.function("XGDMatrixFree", as: XGDMatrixFree_function.self)
        unsafe setFloats = try library.function("XGDMatrixSetFloatInfo", as: XGDMatrixSetFloatInfo_function.self)
        unsafe createBooster = try library.function("XGBoosterCreate", as: XGBoosterCreate_function.self)
        unsafe freeBooster = try library.function("XGBoosterFree", as: XGBoosterFree_function.self)
        unsafe setParameter = try library.function("XGBoosterSetParam", as: XGBoosterSetParam_function.self)
        unsafe update = try library.function("XGBoosterUpdateOneIter", as: XGBoosterUpdateOneIter_function.self)
        unsafe predict = try library.function("XGBoosterPredict", as: XGBoosterPredict_function.self)
        unsafe save = try library.function("XGBoosterSaveModelToBuffer", as: XGBoosterSaveModelToBuffer_function.self)
    }

    /// Turns the library's status into an error with its own words.
    func check(_ status: Int32) throws(PredictionError) {
        guard status != 0 else { return }
        let message = unsafe lastError().map { unsafe String(cString: $0) } ?? "no reason"
        throw PredictionError(.unavailable("expected to train, found: \(message)"), at: "libxgboost.so.0")
    }
}

/// Owns a `DMatrix`: rows of features with their targets and weights.
@safe private struct Rows: ~Copyable {
    fileprivate let handle: DMatrixHandle?
    private let functions: Functions

    /// Features are never missing, so only NaN stands for that.
    init(_ x: Matrix, _ functions: Functions) throws(PredictionError) {
        var handle: DMatrixHandle?
        let status = unsafe functions.createRows(
            x.elements, bst_ulong(x.rows), bst_ulong(x.columns), .nan, &handle)
        unsafe self.handle = handle
        self.functions = functions
        try functions.check(status)
    }

    deinit { _ = unsafe functions.freeRows(handle) }

    func set(_ field: String, _ values: [Float]) throws(PredictionError) {
        try functions.check(unsafe functions.setFloats(handle, field, values, bst_ulong(values.count)))
    }
}

/// Owns a `Booster`.
@safe private struct Booster: ~Copyable {
    private let handle: BoosterHandle?
    private let functions: Functions

    init(_ rows: borrowing Rows, _ functions: Functions) throws(PredictionError) {
        var handle: BoosterHandle?
        let status = unsafe withUnsafePointer(to: rows.handle) { unsafe functions.createBooster($0, 1, &handle) }
        unsafe self.handle = handle
        self.functions = functions
        try functions.check(status)
    }

    deinit { _ = unsafe functions.freeBooster(handle) }

    func set(_ name: String, _ value: String) throws(PredictionError) {
        try functions.check(unsafe functions.setParameter(handle, name, value))
    }

    func update(_ round: Int, _ rows: borrowing Rows) throws(PredictionError) {
        try functions.check(unsafe functions.update(handle, Int32(round), rows.handle))
    }

    func predict(_ rows: borrowing Rows) throws(PredictionError) -> [Float] {
        var count: bst_ulong = 0
        var values: UnsafePointer<Float>?
        try functions.check(unsafe functions.predict(handle, rows.handle, 0, 0, 0, &count, &values))
        return unsafe Array(UnsafeBufferPointer(start: values, count: Int(count)))
    }

    /// The model as XGBoost's JSON.
    func model() throws(PredictionError) -> [UInt8] {
        var count: bst_ulong = 0
        var bytes: UnsafePointer<CChar>?
        try functions.check(unsafe functions.save(handle, "{\"format\": \"json\"}", &count, &bytes))
        return unsafe [UInt8](UnsafeRawBufferPointer(start: bytes, count: Int(count)))
    }
}
