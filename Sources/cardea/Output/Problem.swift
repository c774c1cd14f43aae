import OAuthProtocol

/// One thing that is wrong, or should be known, and where it stands.
struct Problem: Sendable, CustomStringConvertible {
    /// `nil` if it stands nowhere.
    let place: Place?
    let message: String

    init(_ place: Place?, _ message: String) {
        self.place = place
        self.message = message
    }

    /// As people read it, on one line.
    var description: String { place.map { "\($0): \(message)" } ?? message }

    /// As programs do.
    var json: JSONObject {
        var object: JSONObject = ["message": .string(message)]
        object["place"] = place.map { .string($0.description) }
        return object
    }
}
