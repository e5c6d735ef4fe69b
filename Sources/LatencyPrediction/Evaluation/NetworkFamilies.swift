/// The families of the measured networks, by the prefixes of their names; each network belongs to one.
public enum NetworkFamilies {
    /// A name, and how the names of its networks begin.
    public static let all: [(name: String, prefixes: [String])] = [
        ("DenseNet and the like", ["densenet", "peleenet", "hardnet", "vovnet"]),
        ("EfficientNet", ["efficientnet"]),
        ("HRNet and DLA", ["hrnet", "dla"]),
        ("MobileNet", ["mobilenet_", "mobilenetb_", "fdmobilenet"]),
        ("MobileNetV2", ["mobilenetv2"]),
        ("MobileNetV3", ["mobilenetv3"]),
        ("PreResNet", ["preresnet"]),
        ("RegNet", ["regnet"]),
        ("ResNeXt", ["resnext"]),
        ("ResNet", ["resnet1", "resnetbc", "diracnet"]),
        ("SE-ResNet", ["seresnet", "sepreresnet"]),
        ("SqueezeNet", ["squeeze"]),
        ("searched", ["mnasnet", "proxyless", "spnasnet", "fbnet"]),
        ("single ones", ["bninception", "ghostnet", "bagnet"]),
    ]

    /// The families that go by one name, each alone.
    public static let single: [(name: String, prefixes: [String])] =
        [("MobileNet", ["mobilenet_", "mobilenetb_"]), ("ResNet", ["resnet1", "resnetbc"])]
        + all.flatMap(\.prefixes).filter {
            !["mobilenet_", "mobilenetb_", "resnet1", "resnetbc"].contains($0)
        }.map { ($0, [$0]) }

    /// The same of the measured vision transformers.
    public static let transformers: [(name: String, prefixes: [String])] = [
        ("CvT", ["cvt-"]), ("LeViT", ["levit-"]), ("MobileViT", ["mobilevit"]),
        ("PoolFormer and the like", ["poolformer", "efficientformer", "swiftformer"]),
        ("PVT and SegFormer", ["pvt-", "mit-"]), ("Swin", ["swin"]), ("VAN and FocalNet", ["van-", "focalnet"]),
        ("ViT", ["vit-", "deit-", "beit-", "dinov2-"]),
    ]

    /// The family that goes by one name; nil for a network of none.
    static func name(of network: String) -> String? {
        (single + transformers).first { $0.prefixes.contains { network.hasPrefix($0) } }?.name
    }
}
