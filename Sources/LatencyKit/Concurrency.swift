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
