import OAuthProtocol
import OAuthServer
import Synchronization

/// Clients that logout tokens are "posted" to, in memory: what came, and what is answered.
package final class LogoutListener: LogoutTokenPosting {
    /// A token that was posted.
    package struct Post: Sendable {
        /// In the compact serialization.
        package let token: String
        /// Where to.
        package let uri: String
    }

    private struct State {
        var posts: [Post] = []
        /// What is answered next; 200 when none is left.
        var answers: [Int?]
    }

    private let state: Mutex<State>

    /// - Parameter answers: statuses in order, `nil` for no answer at all; afterwards every answer is 200.
    package init(_ answers: [Int?] = []) {
        state = Mutex(State(answers: answers))
    }

    /// What was posted, in order.
    package var posts: [Post] { state.withLock { $0.posts } }

    package func post(_ token: [UInt8], to uri: WebURI) async throws(OAuthError) -> Int {
        let answer = state.withLock { state -> Int? in
            state.posts.append(Post(token: String(decoding: token, as: UTF8.self), uri: uri.value))
            return state.answers.isEmpty ? 200 : state.answers.removeFirst()
        }
        guard let answer else {
            throw OAuthError(.temporarilyUnavailable, "nobody answered", cause: "nobody listens")
        }
        return answer
    }
}
