/// Writes JSON straight into octets: no intermediate tree on the token path, no null for what is absent.
package struct JSONWriter {
    package private(set) var octets: [UInt8] = []
    private static let hexDigits = Array("0123456789abcdef".utf8)

    package init(reserving capacity: Int = 512) {
        octets.reserveCapacity(capacity)
    }

    /// Begins an object.
    package mutating func open() {
        octets.append(UInt8(ascii: "{"))
    }

    /// Ends an object.
    package mutating func close() {
        octets.append(UInt8(ascii: "}"))
    }

    /// Writes a member that is a string; a `nil` value writes nothing.
    package mutating func member(_ name: StaticString, _ value: String?) {
        guard let value else { return }
        key(name)
        write(value)
    }

    /// Writes a member that is an integer; a `nil` value writes nothing.
    package mutating func member(_ name: StaticString, _ value: Int64?) {
        guard let value else { return }
        key(name)
        octets += String(value).utf8
    }

    /// Writes a member of any shape; a `nil` value writes nothing.
    package mutating func member(_ name: StaticString, _ value: JSONValue?) {
        guard let value else { return }
        key(name)
        write(value)
    }

    /// Writes the members of an object, whose names are known to be new.
    package mutating func members(of object: JSONObject) {
        for (name, value) in object.members {
            if octets.last != UInt8(ascii: "{") { octets.append(UInt8(ascii: ",")) }
            write(name)
            octets.append(UInt8(ascii: ":"))
            write(value)
        }
    }

    /// Writes a member whose value is ASCII that needs no escaping, such as a token.
    package mutating func member(_ name: StaticString, ascii value: [UInt8]?) {
        guard let value else { return }
        key(name)
        octets.append(UInt8(ascii: "\""))
        octets += value
        octets.append(UInt8(ascii: "\""))
    }

    /// Writes a member whose value is a JSON text.
    package mutating func member(_ name: StaticString, json value: [UInt8]) {
        key(name)
        octets += value
    }

    private mutating func key(_ name: StaticString) {
        if octets.last != UInt8(ascii: "{") { octets.append(UInt8(ascii: ",")) }
        octets.append(UInt8(ascii: "\""))
        name.withUTF8Buffer { octets += $0 }
        octets.append(UInt8(ascii: "\""))
        octets.append(UInt8(ascii: ":"))
    }

    package mutating func write(_ value: JSONValue) {
        switch value {
        case .null: octets += "null".utf8
        case .bool(let flag): octets += (flag ? "true" : "false").utf8
        case .number(let literal): octets += literal.utf8
        case .string(let text): write(text)
        case .array(let elements):
            octets.append(UInt8(ascii: "["))
            for (index, element) in elements.enumerated() {
                if index > 0 { octets.append(UInt8(ascii: ",")) }
                write(element)
            }
            octets.append(UInt8(ascii: "]"))
        case .object(let object):
            octets.append(UInt8(ascii: "{"))
            for (index, member) in object.members.enumerated() {
                if index > 0 { octets.append(UInt8(ascii: ",")) }
                write(member.name)
                octets.append(UInt8(ascii: ":"))
                write(member.value)
            }
            octets.append(UInt8(ascii: "}"))
        }
    }

    /// Writes a string with the escapes that RFC 8259 §7 demands, and `<` escaped too, so that a JSON text is inert
    /// wherever it is shown.
    package mutating func write(_ text: String) {
        octets.append(UInt8(ascii: "\""))
        var text = text
        text.withUTF8 { text in
            // What needs no escape goes in whole: nearly every text does.
            var rest = text[...]
            while let index = rest.firstIndex(where: Self.needsEscape) {
                octets += rest[..<index]
                escape(rest[index])
                rest = rest[(index + 1)...]
            }
            octets += rest
        }
        octets.append(UInt8(ascii: "\""))
    }

    private static func needsEscape(_ octet: UInt8) -> Bool {
        octet < 0x20 || octet == UInt8(ascii: "\"") || octet == UInt8(ascii: "\\") || octet == UInt8(ascii: "<")
    }

    private mutating func escape(_ octet: UInt8) {
        switch octet {
        case UInt8(ascii: "\""), UInt8(ascii: "\\"):
            octets.append(UInt8(ascii: "\\"))
            octets.append(octet)
        case 0x0a: octets += "\\n".utf8
        default:
            octets += "\\u00".utf8
            octets.append(Self.hexDigits[Int(octet >> 4)])
            octets.append(Self.hexDigits[Int(octet & 15)])
        }
    }
}
