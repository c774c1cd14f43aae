import OAuthProtocol

/// A client that acts for the subject of a token (`act`, RFC 8693 §4.1).
package struct Actor: Sendable, Equatable {
    /// `sub` and `client_id` in one: no user is an actor here.
    package let clientID: ClientID

    package init(_ clientID: ClientID) {
        self.clientID = clientID
    }

    /// The `act` claim of a chain of actors, the current one first: each holds the one before it. `nil` without actors.
    static func claim(_ actors: [Actor]) -> JSONValue? {
        actors.reversed().reduce(nil) { prior, actor in
            var members: JSONObject = [
                "sub": .string(actor.clientID.value), "client_id": .string(actor.clientID.value),
            ]
            members["act"] = prior
            return .object(members)
        }
    }

    /// Reads an `act` claim that we wrote, the current actor first.
    ///
    /// - Returns: `nil` for anything that we do not write.
    static func chain(in claim: JSONValue?) -> [Actor]? {
        var actors: [Actor] = []
        var next = claim
        while let claim = next {
            guard let members = claim.object, let id = members["client_id"]?.string, members["sub"] == .string(id)
            else { return nil }
            actors.append(Actor(ClientID(id)))
            next = members["act"]
        }
        return actors
    }
}
