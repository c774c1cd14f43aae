import Foundation

/// Ends the process as a crash does, so that libFuzzer keeps the input: something is not as it must be.
///
/// - Parameter sentence: what is wrong, for whoever reads the report.
func finding(_ sentence: String) -> Never {
    FileHandle.standardError.write(Data("\nFINDING: \(sentence.prefix(1000))\n".utf8))
    abort()
}

/// Ends the process with a finding unless `rule` holds.
func mustHold(_ rule: Bool, _ sentence: @autoclosure () -> String) {
    if !rule { finding(sentence()) }
}
