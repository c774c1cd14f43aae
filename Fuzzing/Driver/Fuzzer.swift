import Foundation
import FuzzingRules
import LibFuzzer

/// `Fuzzer TARGET [what libFuzzer takes]`: hands inputs that libFuzzer makes to the target until time, runs or the corpus
/// are used up. A trap, a hang or a finding ends the process, and leaves the input in a file.
@main enum Fuzzer {
    /// Written once, before libFuzzer begins, and read by the one thread that it runs inputs on.
    nonisolated(unsafe) private static var target: FuzzTarget?

    static func main() {
        guard CommandLine.arguments.count > 1, let target = FuzzTarget(rawValue: CommandLine.arguments[1]) else {
            FileHandle.standardError.write(Data("usage: Fuzzer TARGET [what libFuzzer takes]\n".utf8))
            exit(64)
        }
        self.target = target
        // libFuzzer takes the name for its own, and puts it before what it has a shell run of itself when it merges corpora:
        // the arguments begin behind it.
        CommandLine.unsafeArgv[1] = strdup("\(CommandLine.arguments[0]) \(target.rawValue)")
        var count = CommandLine.argc - 1
        var arguments: UnsafeMutablePointer<UnsafeMutablePointer<CChar>?>? = CommandLine.unsafeArgv + 1
        _ = LLVMFuzzerRunDriver(&count, &arguments) { data, size in
            let input = Array(UnsafeBufferPointer(start: data, count: size))
            CallingThread.run { await Fuzzer.target?.judge(input) }
            return 0
        }
    }
}
