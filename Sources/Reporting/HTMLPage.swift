/// What every page has around its content: title, styles and script, so that it needs no other file.
struct HTMLPage {
    var title: String
    /// A sentence or two below the title.
    var note: String

    /// What stands before the content.
    var head: HTML {
        """
        <!doctype html>
        <html lang="en">
        <head>
        <meta charset="utf-8">
        <meta name="viewport" content="width=device-width, initial-scale=1">
        <link rel="icon" href="data:,">
        <title>\(title)</title>
        <style>
        \(HTML(markup: String(decoding: PackageResources.report_css, as: UTF8.self)))</style>
        </head>
        <body>
        <a class="skip" href="#content">Skip to the results</a>
        <header><h1>\(title)</h1>
        <p class="quiet">\(note)</p></header>
        <main id="content">

        """
    }

    /// What stands behind it.
    static var foot: HTML {
        """
        </main>
        <script>
        \(HTML(markup: String(decoding: PackageResources.report_js, as: UTF8.self)))</script>
        </body>
        </html>

        """
    }
}
