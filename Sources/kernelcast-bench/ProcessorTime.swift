import Glibc

/// What the operating system says of this process's time on a processor: what others do on the machine does not count.
enum ProcessorTime {
    /// Of all threads since the start.
    static var seconds: Double {
        var time = timespec()
        unsafe clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &time)
        return Double(time.tv_sec) + Double(time.tv_nsec) / 1e9
    }
}
