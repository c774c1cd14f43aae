/// Why a text is not the JSON that we accept.
package enum JSONError: Error, Equatable {
    /// Not JSON (RFC 8259), or not UTF-8.
    case malformed
    /// An object names a member twice, so two readers could see two different requests.
    case duplicateMember(String)
    /// Arrays and objects are nested deeper than `Limits.nesting`.
    case tooDeep
}

/// A strict JSON reader (RFC 8259): UTF-8 only, no duplicate members, bounded depth, nothing after the value.
/// It exists because the platform's readers keep the first or the last of two equal members without a word.
package struct JSONParser {
    private let text: [UInt8]
    private let repetition: Repetition
    private var index = 0

    private init(_ text: [UInt8], _ repetition: Repetition) {
        self.text = text
        self.repetition = repetition
    }

    /// Which members may stand more than once in their object.
    package enum Repetition: Sendable {
        /// None, anywhere.
        case refused
        /// These in the outermost object; further inside, where nobody looks, any.
        case allowed(Set<String>)
    }

    /// Reads one whole JSON text.
    ///
    /// - Throws: `JSONError` saying why it is not JSON that we accept.
    package static func parse(_ text: [UInt8], repetition: Repetition = .refused) throws(JSONError) -> JSONValue {
        var parser = JSONParser(text, repetition)
        let value = try parser.value(depth: 0)
        parser.skipSpace()
        guard parser.index == text.count else { throw .malformed }
        return value
    }

    /// Reads what came by itself, as a body or a document, and may begin with a byte order mark: whoever writes must not add
    /// one, and whoever reads may pass it over (RFC 8259 §8.1). In tokens there is none, since two readers could differ.
    ///
    /// - Throws: What the other `parse` throws.
    package static func parse(
        document: [UInt8], repetition: Repetition = .refused
    ) throws(JSONError) -> JSONValue {
        let mark: [UInt8] = [0xef, 0xbb, 0xbf]
        return try parse(
            document.starts(with: mark) ? Array(document.dropFirst(mark.count)) : document, repetition: repetition)
    }

    private mutating func value(depth: Int) throws(JSONError) -> JSONValue {
        guard depth <= Limits.nesting else { throw .tooDeep }
        skipSpace()
        switch peek {
        case UInt8(ascii: "{"): return .object(try object(depth: depth))
        case UInt8(ascii: "["): return .array(try array(depth: depth))
        case UInt8(ascii: "\""): return .string(try string())
        case UInt8(ascii: "t"): return try literal("true", .bool(true))
        case UInt8(ascii: "f"): return try literal("false", .bool(false))
        case UInt8(ascii: "n"): return try literal("null", .null)
        default: return .number(try number())
        }
    }

    private mutating func object(depth: Int) throws(JSONError) -> JSONObject {
        index += 1
        var object = JSONObject()
        var names = Set<Octets>()
        skipSpace()
        if take(UInt8(ascii: "}")) { return object }
        repeat {
            skipSpace()
            guard peek == UInt8(ascii: "\"") else { throw .malformed }
            let name = try string()
            guard names.insert(name.octets).inserted || mayRepeat(name, at: depth) else { throw .duplicateMember(name) }
            skipSpace()
            guard take(UInt8(ascii: ":")) else { throw .malformed }
            object.append(name, try value(depth: depth + 1))
            skipSpace()
        } while take(UInt8(ascii: ","))
        guard take(UInt8(ascii: "}")) else { throw .malformed }
        return object
    }

    private func mayRepeat(_ name: String, at depth: Int) -> Bool {
        switch repetition {
        case .refused: false
        case .allowed(let names): depth > 0 || names.contains(name)
        }
    }

    private mutating func array(depth: Int) throws(JSONError) -> [JSONValue] {
        index += 1
        var elements: [JSONValue] = []
        skipSpace()
        if take(UInt8(ascii: "]")) { return elements }
        repeat {
            elements.append(try value(depth: depth + 1))
            skipSpace()
        } while take(UInt8(ascii: ","))
        guard take(UInt8(ascii: "]")) else { throw .malformed }
        return elements
    }

    private mutating func string() throws(JSONError) -> String {
        index += 1
        var octets: [UInt8] = []
        while let octet = peek {
            index += 1
            switch octet {
            case UInt8(ascii: "\""):
                guard let string = String(utf8: octets[...]) else { throw .malformed }
                return string
            case UInt8(ascii: "\\"): try escape(into: &octets)
            case 0x00..<0x20: throw .malformed
            default: octets.append(octet)
            }
        }
        throw .malformed
    }

    private mutating func escape(into octets: inout [UInt8]) throws(JSONError) {
        guard let octet = peek else { throw .malformed }
        index += 1
        switch octet {
        case UInt8(ascii: "\""), UInt8(ascii: "\\"), UInt8(ascii: "/"): octets.append(octet)
        case UInt8(ascii: "b"): octets.append(0x08)
        case UInt8(ascii: "f"): octets.append(0x0c)
        case UInt8(ascii: "n"): octets.append(0x0a)
        case UInt8(ascii: "r"): octets.append(0x0d)
        case UInt8(ascii: "t"): octets.append(0x09)
        case UInt8(ascii: "u"):
            var code = try codeUnit()
            if code & 0xfc00 == 0xd800 {
                guard take(UInt8(ascii: "\\")), take(UInt8(ascii: "u")) else { throw .malformed }
                let low = try codeUnit()
                guard low & 0xfc00 == 0xdc00 else { throw .malformed }
                code = 0x10000 + (code & 0x3ff) << 10 + (low & 0x3ff)
            }
            // A lone surrogate is no scalar: it is refused here.
            guard let scalar = Unicode.Scalar(code) else { throw .malformed }
            octets += Array(UTF8.encode(scalar) ?? UTF8.encodedReplacementCharacter)
        default: throw .malformed
        }
    }

    private mutating func codeUnit() throws(JSONError) -> UInt32 {
        guard index + 4 <= text.count,
            let high = PercentEncoding.octet(text[index], text[index + 1]),
            let low = PercentEncoding.octet(text[index + 2], text[index + 3])
        else { throw .malformed }
        index += 4
        return UInt32(high) << 8 | UInt32(low)
    }

    private mutating func number() throws(JSONError) -> String {
        let start = index
        _ = take(UInt8(ascii: "-"))
        if !take(UInt8(ascii: "0")) { try digits() }
        if take(UInt8(ascii: ".")) { try digits() }
        if take(UInt8(ascii: "e")) || take(UInt8(ascii: "E")) {
            if !take(UInt8(ascii: "+")) { _ = take(UInt8(ascii: "-")) }
            try digits()
        }
        return String(decoding: text[start..<index], as: UTF8.self)
    }

    private mutating func digits() throws(JSONError) {
        let start = index
        while let octet = peek, (0x30...0x39).contains(octet) { index += 1 }
        guard index > start else { throw .malformed }
    }

    private mutating func literal(_ word: StaticString, _ value: JSONValue) throws(JSONError) -> JSONValue {
        let end = index + word.utf8CodeUnitCount
        guard end <= text.count, word.withUTF8Buffer({ text[index..<end].elementsEqual($0) }) else { throw .malformed }
        index = end
        return value
    }

    private var peek: UInt8? {
        index < text.count ? text[index] : nil
    }

    private mutating func take(_ octet: UInt8) -> Bool {
        guard peek == octet else { return false }
        index += 1
        return true
    }

    private mutating func skipSpace() {
        while let octet = peek, octet == 0x20 || octet == 0x0a || octet == 0x0d || octet == 0x09 { index += 1 }
    }
}
