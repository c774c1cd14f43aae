/// Words that stand in inputs for what only the server could have made, such as a code that is alive: `$CODE`. A fuzzer
/// cannot guess one, and a corpus that held them would be worthless with the next change of their form.
struct Standins {
    private var texts: [(word: [UInt8], text: [UInt8])] = []

    init() {}

    /// Sets what `word`, which begins with a dollar sign, stands for from now on.
    subscript(word: String) -> String? {
        get {
            let word = Array(word.utf8)
            return texts.first { $0.word == word }.map { String(decoding: $0.text, as: UTF8.self) }
        }
        set {
            let word = Array(word.utf8)
            texts.removeAll { $0.word == word }
            if let newValue { texts.append((word, Array(newValue.utf8))) }
        }
    }

    /// `input` with every word replaced by its text.
    func filled(into input: some Collection<UInt8>) -> [UInt8] {
        var output: [UInt8] = []
        var rest = Array(input)[...]
        while let octet = rest.first {
            if octet == UInt8(ascii: "$"), let (word, text) = texts.first(where: { rest.starts(with: $0.word) }) {
                output += text
                rest = rest.dropFirst(word.count)
            } else {
                output.append(octet)
                rest = rest.dropFirst()
            }
        }
        return output
    }
}
