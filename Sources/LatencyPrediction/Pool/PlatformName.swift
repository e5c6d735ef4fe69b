/// What a user calls a platform: its id, or a part that names it alone.
struct PlatformName {
    let text: String

    init(_ text: String) { self.text = text }

    /// The id that is meant.
    func match(among ids: [String]) throws(PredictionError) -> String {
        if ids.contains(text) { return text }
        // `pixel4_gpu` is that unit, not `gpu-vulkan`.
        let whole = ids.filter { $0.hasPrefix(text + "_") }
        if whole.count == 1 { return whole[0] }
        let prefixed = ids.filter { $0.hasPrefix(text) }
        if prefixed.count == 1 { return prefixed[0] }
        let containing = ids.filter { $0.contains(text) }
        if containing.count == 1 { return containing[0] }
        guard containing.isEmpty || text.isEmpty else {
            throw PredictionError(
                .unknown(
                    "expected one platform, found \(containing.count) that \"\(text)\" may mean: "
                        + containing.prefix(5).joined(separator: ", ")))
        }
        let nearest = ids.sorted { (distance(to: $0), $0) < (distance(to: $1), $1) }.prefix(3)
        throw PredictionError(
            .unknown(
                "expected a platform of the pool, found \"\(text)\"; the nearest are "
                    + nearest.joined(separator: ", ")))
    }

    /// The edits that turn the text into the nearest part of an id: Levenshtein's distance with free ends.
    private func distance(to id: String) -> Int {
        let letters = Array(id.utf8)
        var row = Array(repeating: 0, count: letters.count + 1)
        for (index, letter) in text.utf8.enumerated() {
            var diagonal = row[0]
            row[0] = index + 1
            for column in letters.indices {
                let substituted = diagonal + (letters[column] == letter ? 0 : 1)
                diagonal = row[column + 1]
                row[column + 1] = min(substituted, diagonal + 1, row[column] + 1)
            }
        }
        return row.min() ?? 0
    }
}
