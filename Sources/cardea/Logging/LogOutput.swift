import Foundation
import Logging

/// Where log lines go and in which form.
struct LogOutput: Sendable {
    let format: LogSettings.Format
    /// Milliseconds since the epoch.
    let milliseconds: @Sendable () -> Int64
    /// Takes one whole line with its end, at once, so that lines of two threads never mix.
    let write: @Sendable ([UInt8]) -> Void

    /// Standard error: for people on a terminal, for programs elsewhere, unless the settings say.
    static func standardError(_ settings: LogSettings, clock: LiveClock) -> LogOutput {
        let format = settings.format ?? (isatty(STDERR_FILENO) == 1 ? .text : .json)
        return LogOutput(format: format, milliseconds: clock.milliseconds) { line in
            line.withUnsafeBytes { octets in
                // A log that cannot be written must not stop the server: the result means nothing here.
                _ = Foundation.write(STDERR_FILENO, octets.baseAddress, octets.count)
            }
        }
    }
}
