import Glibc

/// What the operating system says of this process's memory.
enum ResidentMemory {
    /// The most that was ever resident, in megabytes.
    static var peakMegabytes: Int {
        var usage = rusage()
        unsafe getrusage(__rusage_who_t(RUSAGE_SELF.rawValue), &usage)
        return usage.ru_maxrss / 1024
    }
}
