/// Runs a job on each element, as many at once as there are cores, and gives the results in the elements' order.
///
/// - Throws: the error of the first element that has one, once all jobs have ended.
func concurrently<Element: Sendable, Result: Sendable>(
    _ elements: [Element], _ job: @escaping @Sendable (Element) throws(LatencyKitError) -> Result
) async throws(LatencyKitError) -> [Result] {
    let results = await withTaskGroup(of: (Int, Swift.Result<Result, LatencyKitError>).self) { group in
        for (index, element) in elements.enumerated() {
            group.addTask { (index, Swift.Result { () throws(LatencyKitError) in try job(element) }) }
        }
        var results: [(Int, Swift.Result<Result, LatencyKitError>)] = []
        for await result in group { results.append(result) }
        return results
    }
    var values: [Result] = []
    for (_, result) in results.sorted(by: { $0.0 < $1.0 }) { values.append(try result.get()) }
    return values
}

/// Runs a job on each part of a range, some at once, and hands the results over in order as soon as they are there.
///
/// - Parameters:
///   - width: how many parts are worked on at once.
///   - size: of a part. At most four parts for each that is worked on wait for an earlier one.
/// - Throws: the first error in order, of a job or of `body`; parts that were begun are finished, others are not begun.
func concurrently<Result: Sendable>(
    _ range: Range<Int>, width: Int, partsOf size: Int,
    _ job: @escaping @Sendable (Range<Int>) throws(LatencyKitError) -> Result,
    inOrder body: (Result) throws(LatencyKitError) -> Void
) async throws(LatencyKitError) {
    typealias Outcome = Swift.Result<Result, LatencyKitError>
    let parts = stride(from: range.lowerBound, to: range.upperBound, by: size).map {
        $0..<min($0 + size, range.upperBound)
    }
    let failure = await withTaskGroup(of: (Int, Outcome).self) { group -> LatencyKitError? in
        var (begun, running, done) = (0, 0, 0)
        var waiting: [Int: Outcome] = [:]
        while done < parts.count {
            while begun < parts.count, running < width, begun - done < 4 * width {
                let (place, part) = (begun, parts[begun])
                group.addTask { (place, Outcome { () throws(LatencyKitError) in try job(part) }) }
                begun += 1
                running += 1
            }
            guard let (place, outcome) = await group.next() else { break }
            running -= 1
            waiting[place] = outcome
            while let outcome = waiting.removeValue(forKey: done) {
                do throws(LatencyKitError) { try body(try outcome.get()) } catch { return error }
                done += 1
            }
        }
        return nil
    }
    if let failure { throw failure }
}
