import LibFuzzer

/// libFuzzer as a program sees it: it reads the command line, makes inputs and hands them over one by one.
package enum Fuzzer {
    /// Written once, before libFuzzer begins, and read by the one thread that it runs inputs on.
    nonisolated(unsafe) private static var judge: @Sendable ([UInt8]) async -> Void = { _ in }

    /// Hands inputs to `judge` until time, runs or the corpus are used up. A trap, a hang or a `finding` ends the process,
    /// and leaves the input in a file.
    package static func run(_ judge: @escaping @Sendable (_ input: [UInt8]) async -> Void) {
        self.judge = judge
        var count = CommandLine.argc
        var arguments: UnsafeMutablePointer<UnsafeMutablePointer<CChar>?>? = CommandLine.unsafeArgv
        _ = LLVMFuzzerRunDriver(&count, &arguments) { data, size in
            let input = Array(UnsafeBufferPointer(start: data, count: size))
            CallingThread.run { await Fuzzer.judge(input) }
            return 0
        }
    }
}
