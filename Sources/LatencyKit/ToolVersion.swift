/// The version of the tool, which every report carries.
public let toolVersion = "0.1.0"
