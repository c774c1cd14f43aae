import Dispatch

/// Runs asynchronous work on the thread that asks for it, so that an input is judged when libFuzzer's call returns, what
/// it covered is counted for it, and a crash has the target on its stack.
final class CallingThread: TaskExecutor {
    private static let executor = CallingThread()

    func enqueue(_ job: consuming ExecutorJob) {
        job.runSynchronously(on: asUnownedTaskExecutor())
    }

    /// Returns when `work` has ended. What `work` starts aside may run on other threads; it is waited for only where
    /// `work` waits for it.
    static func run(_ work: @escaping @Sendable () async -> Void) {
        let ended = DispatchSemaphore(value: 0)
        // Unstructured, since nothing above this call is asynchronous.
        Task(executorPreference: executor) {
            await work()
            ended.signal()
        }
        ended.wait()
    }
}
