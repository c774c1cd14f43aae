/// HTTP/1.1 connections. An input is what a client sends; `$CUT` in it is where one read of the server ends and the next one
/// begins, which must make no difference.
enum Connections {
    private static let cut = "$CUT"

    static func judge(_ input: [UInt8]) {
        let pieces = input.parts(between: cut)
        let whole = Array(pieces.joined())
        let expected = ConnectionTrial.outcome(of: [whole[...]])
        let parts = ConnectionTrial.outcome(of: pieces)
        mustHold(parts == expected, "in parts it is \(parts), and in one piece \(expected)")
        let octets = ConnectionTrial.outcome(of: whole.indices.map { whole[$0...$0] })
        mustHold(octets == expected, "octet by octet it is \(octets), and in one piece \(expected)")
        judge(expected)
    }

    private static func judge(_ outcome: ConnectionTrial.Outcome) {
        for answer in outcome.said.parts(between: "HTTP/1.1 ").dropFirst() {
            let status = Int(String(decoding: answer.prefix(3), as: UTF8.self)) ?? 0
            mustHold((100..<500).contains(status) || status == 501 || status == 505, "a status is none: \(outcome)")
        }
        let untilLast = outcome.said.parts(between: "Connection: close\r\n")
        guard untilLast.count > 1 else { return }
        mustHold(
            untilLast.count == 2 && Array(untilLast[1]).parts(between: "HTTP/1.1 ").count == 1,
            "something follows the last answer: \(outcome)")
        let isSaidEarly = outcome.octetsUntilEnd > untilLast[0].count
        mustHold(!isSaidEarly || !outcome.staysOpen, "the connection outlives its last answer: \(outcome)")
    }
}
