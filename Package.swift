// swift-tools-version: 6.2
import PackageDescription

let strict: [SwiftSetting] = [
    .swiftLanguageMode(.v6),
    .strictMemorySafety(),
    .treatAllWarnings(as: .error),
    .enableUpcomingFeature("InternalImportsByDefault"),
    .enableUpcomingFeature("MemberImportVisibility"),
    .enableUpcomingFeature("ExistentialAny"),
]

let package = Package(
    name: "kernelcast",
    products: [
        .executable(name: "kernelcast", targets: ["kernelcast"]),
        .library(name: "LatencyKit", targets: ["LatencyKit"]),
    ],
    dependencies: [
        .package(url: "https://github.com/apple/swift-argument-parser", from: "1.8.0"),
        .package(url: "https://github.com/swiftlang/swift-subprocess", from: "1.0.0", traits: []),
    ],
    targets: [
        .systemLibrary(name: "CBLAS", providers: [.apt(["libopenblas-dev"])]),
        .systemLibrary(name: "CJSONC", pkgConfig: "json-c", providers: [.apt(["libjson-c-dev"])]),
        .systemLibrary(name: "CProtobufC", pkgConfig: "libprotobuf-c", providers: [.apt(["libprotobuf-c-dev"])]),
        .systemLibrary(name: "CSQLite", pkgConfig: "sqlite3", providers: [.apt(["libsqlite3-dev"])]),
        .systemLibrary(name: "CXGBoost", providers: [.apt(["libxgboost-dev"])]),
        .systemLibrary(name: "CXXHash", pkgConfig: "libxxhash", providers: [.apt(["libxxhash-dev"])]),
        .target(name: "BuiltInPool", resources: [.copy("networks"), .copy("pool")]),
        .target(name: "CGuardedMemory"),
        .target(name: "CONNX", dependencies: ["CProtobufC"]),
        .target(name: "CPathExchange"),
        .target(name: "CTFLite"),
        .target(name: "GraphIR", swiftSettings: strict),
        .target(name: "JSONText", dependencies: ["CJSONC"], swiftSettings: strict),
        .target(
            name: "ModelFormats",
            dependencies: ["GraphIR", "JSONText", "CGuardedMemory", "CONNX", "CTFLite", "CXXHash"],
            swiftSettings: strict),
        .target(
            name: "KernelFormation", dependencies: ["GraphIR", "JSONText"],
            resources: [.embedInCode("Rulesets")], swiftSettings: strict),
        .target(
            name: "Measurements",
            dependencies: ["KernelFormation", "GraphIR", "JSONText", "CPathExchange", "CSQLite"],
            swiftSettings: strict),
        .target(
            name: "LatencyPrediction",
            dependencies: ["Measurements", "KernelFormation", "GraphIR", "JSONText", "CBLAS", "CXGBoost"],
            swiftSettings: strict),
        .target(
            name: "Reporting", dependencies: ["LatencyPrediction", "KernelFormation", "GraphIR", "JSONText"],
            resources: [.embedInCode("Page")], swiftSettings: strict),
        .target(
            name: "LatencyKit",
            dependencies: [
                "Reporting", "LatencyPrediction", "Measurements", "KernelFormation", "ModelFormats", "GraphIR",
                "BuiltInPool",
            ],
            swiftSettings: strict),
        .executableTarget(
            name: "kernelcast",
            dependencies: [
                "LatencyKit", "Reporting", .product(name: "ArgumentParser", package: "swift-argument-parser"),
            ],
            swiftSettings: strict),
        .executableTarget(
            name: "kernelcast-bench",
            dependencies: [
                "LatencyKit", "LatencyPrediction", "KernelFormation", "ModelFormats", "GraphIR",
                .product(name: "ArgumentParser", package: "swift-argument-parser"),
                .product(name: "Subprocess", package: "swift-subprocess"),
            ],
            swiftSettings: strict),
        .testTarget(name: "CommandTests", dependencies: ["kernelcast"], swiftSettings: strict),
        .testTarget(name: "GraphIRTests", dependencies: ["GraphIR"], swiftSettings: strict),
        .testTarget(name: "JSONTextTests", dependencies: ["JSONText"], swiftSettings: strict),
        .testTarget(
            name: "KernelFormationTests",
            dependencies: ["KernelFormation", "Measurements", "ModelFormats", "GraphIR", "JSONText"],
            exclude: ["Fixtures"], swiftSettings: strict),
        .testTarget(
            name: "LatencyKitTests", dependencies: ["LatencyKit", "Measurements", "Reporting"], swiftSettings: strict),
        .testTarget(
            name: "LatencyPredictionTests",
            dependencies: ["LatencyPrediction", "Measurements", "KernelFormation", "GraphIR", "JSONText"],
            swiftSettings: strict),
        .testTarget(
            name: "MeasurementsTests", dependencies: ["Measurements", "KernelFormation", "GraphIR", "CSQLite"],
            swiftSettings: strict),
        .testTarget(
            name: "ReportingTests",
            dependencies: ["Reporting", "LatencyPrediction", "KernelFormation", "GraphIR", "JSONText"],
            swiftSettings: strict),
        .testTarget(
            name: "ModelFormatsTests", dependencies: ["ModelFormats", "GraphIR", "JSONText"], exclude: ["Fixtures"],
            swiftSettings: strict),
    ],
    cxxLanguageStandard: .cxx17
)
