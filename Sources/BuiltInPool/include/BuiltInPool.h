/// The folder of the pool that ships, as SwiftPM lays it beside the executable.
///
/// A C target, because SwiftPM gives a Swift target with resources an accessor that loads all of Foundation.
#define BUILT_IN_POOL_PATH "kernelcast_BuiltInPool.resources/pool"
