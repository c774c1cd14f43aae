import Foundation
import FuzzingRules

/// `FuzzReplay TARGET CHANGES [FOLDER]`: hands every input of the corpus to the target, and as many changed ones for each,
/// always the same. It needs no build of its own, and so it can be part of every test run; what looks for new inputs is
/// `Fuzzer`, in the other package.
///
/// A trap or a finding ends the process. With FOLDER, each input is written there before it is judged, so that the one
/// that ended the process is there afterwards.
@main enum Replay {
    static func main() async throws {
        let arguments = CommandLine.arguments
        guard (3...4).contains(arguments.count), let target = FuzzTarget(rawValue: arguments[1]),
            let changes = Int(arguments[2])
        else {
            FileHandle.standardError.write(Data("usage: FuzzReplay TARGET CHANGES [FOLDER]\n".utf8))
            exit(64)
        }
        let kept = arguments.count == 4 ? URL(filePath: arguments[3]).appending(path: "\(target.rawValue)-replay") : nil
        let inputs = try corpus(of: target)
        var mutator = Mutator(inputs: inputs, words: try dictionary(of: target))
        var judged = 0
        for input in inputs {
            for change in 0...changes {
                let octets = change == 0 ? input : mutator.changed(input)
                if let kept { try Data(octets).write(to: kept) }
                await target.judge(octets)
                judged += 1
            }
        }
        if let kept { try FileManager.default.removeItem(at: kept) }
        print("\(target.rawValue): good, \(judged) inputs")
    }

    /// In the order of their names, since a folder has none.
    private static func corpus(of target: FuzzTarget) throws -> [[UInt8]] {
        let folder = URL(filePath: "Fuzzing/Corpus/\(target.rawValue)")
        let files = try FileManager.default.contentsOfDirectory(at: folder, includingPropertiesForKeys: nil)
        return try files.sorted { $0.lastPathComponent < $1.lastPathComponent }.map { Array(try Data(contentsOf: $0)) }
    }

    /// The words of a dictionary of libFuzzer, whose lines are `"word"`; those with escapes are for libFuzzer alone.
    private static func dictionary(of target: FuzzTarget) throws -> [[UInt8]] {
        let file = URL(filePath: "Fuzzing/Dictionaries/\(target.rawValue).dict")
        let text = try String(contentsOf: file, encoding: .utf8)
        return text.split(separator: "\n").filter { $0.hasPrefix("\"") && $0.hasSuffix("\"") && !$0.contains("\\") }
            .map { Array($0.dropFirst().dropLast().utf8) }.filter { !$0.isEmpty }
    }
}
