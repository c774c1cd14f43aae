import HTTPTypes
import NIOCore
import NIOHTTP1
import Testing

@testable import WebServer

/// What a connection does when something happens.
@Suite struct HTTP1ConnectionStateTests {
    typealias Action = HTTP1ConnectionState.Action

    enum Event {
        case begin
        case part(HTTP1ConnectionState.Part)
        /// All that came in together is here.
        case received(isInHead: Bool = false)
        /// The endpoint has answered.
        case answered(areFull: Bool = false)
        case turn
        case read
        case writable(Bool)
        case inputClosed
        case quiesce
        case fail(HTTP1ConnectionState.Failure)
        case expire
        case end

        static let get = part(.head(.of("GET", [("Host", "a")])))
        static let getAndClose = part(.head(.of("GET", [("Host", "a"), ("Connection", "close")])))
        static let old = part(.head(.of("GET", version: .http1_0, [])))
        static let oldAndKept = part(.head(.of("GET", version: .http1_0, [("Connection", "keep-alive")])))
        static let post = part(.head(.of("POST", [("Host", "a"), ("Content-Length", "2")])))
        static let body = part(.body(ByteBuffer(string: "hi")))
        static let end1 = part(.end)
        static let nonsense = part(.unreadable(.malformed))
    }

    /// What happens, step by step, and what is to be done at each.
    struct Story: CustomTestStringConvertible {
        let testDescription: String
        let steps: [(Event, [Action])]

        init(_ name: String, _ steps: (Event, [Action])...) {
            testDescription = name
            self.steps = steps
        }
    }

    private static let limits = TransportLimits()
    private static let response = WebResponse(status: .ok)

    private static func request(_ event: Event, _ body: String? = nil) -> RequestGathering {
        var request = RequestGathering()
        if case .part(.head(let head)) = event { _ = request.begin(head?.request, within: limits) }
        if let body { _ = request.append(ByteBuffer(string: body), within: limits) }
        return request
    }

    // MARK: - What belongs together

    private static func answer(_ event: Event, _ body: String? = nil) -> [Action] {
        [.become(.underWay), .rest, .answer(request(event, body))]
    }
    private static func send(_ persistence: HTTP1Persistence) -> Action { .send(response, persistence) }
    private static let next: [Action] = [.become(.resting), .expire(in: limits.idle), send(.unsaid)]
    private static let close: [Action] = [.expire(in: limits.idle), .finish(.all)]
    private static let linger: [Action] = [.expire(in: limits.linger), .finish(.output)]
    private static let awaitRest: [Action] = [.expire(in: limits.body), .become(.unfinished)]
    private static func refuse(_ refusal: TransportRefusal, _ request: RequestGathering = .init()) -> [Action] {
        [.become(.resting), .refuse(refusal, request)] + linger
    }

    private func perform(_ event: Event, on state: inout HTTP1ConnectionState) -> [Action] {
        switch event {
        case .begin: state.begin()
        case .part(.unreadable(let refusal)): state.fail(.unreadable(refusal))
        case .part(let part): state.receive(part)
        case .received(let isInHead): state.received(isInHead: isInHead)
        case .answered(let areFull):
            state.answered(Self.response, areFull: areFull)
            state.goOn()
        case .turn: state.beginTurn()
        case .read: state.read()
        case .writable(let isWritable): state.writabilityChanged(to: isWritable)
        case .inputClosed: state.inputClosed()
        case .quiesce: state.quiesce()
        case .fail(let failure): state.fail(failure)
        case .expire: state.expire()
        case .end: state.end()
        }
        var actions: [Action] = []
        while let action = state.next() { actions.append(action) }
        return actions
    }

    @Test(arguments: [
        Story(
            "requests are answered one after the other, flushed with what came in",
            (.get, [.become(.underWay)]), (.end1, answer(.get)), (.answered(), next), (.received(), [.flush]),
            (.read, [.read]), (.get, [.become(.underWay)]), (.end1, answer(.get)), (.received(), []), (.read, []),
            (.answered(), next + [.flush, .read])),
        Story(
            "what is sent ahead waits for its turn, and nothing is read meanwhile",
            (.get, [.become(.underWay)]), (.end1, answer(.get)), (.answered(), next), (.post, []), (.body, []),
            (.end1, []), (.get, []), (.end1, []), (.received(), [.flush, .waitForTurn]), (.read, []),
            (.turn, [.become(.underWay)] + answer(.post, "hi")),
            (.answered(), [.become(.resting), .leaveTurn] + next.dropFirst() + [.flush, .waitForTurn]),
            (.turn, [.become(.underWay)] + answer(.get)),
            (.answered(), [.become(.resting), .leaveTurn] + next.dropFirst() + [.flush, .read])),
        Story(
            "half a request in its turn gives that away",
            (.get, [.become(.underWay)]), (.end1, answer(.get)), (.answered(), next), (.post, []),
            (.received(), [.flush, .waitForTurn]), (.read, []),
            (.turn, [.become(.underWay), .leaveTurn] + awaitRest + [.read]), (.body, []),
            (.end1, answer(.post, "hi"))),
        Story(
            "who does not read is not read from", (.get, [.become(.underWay)]), (.end1, answer(.get)),
            (.answered(), next), (.get, []), (.end1, []), (.writable(false), []), (.received(), [.flush]),
            (.read, []), (.writable(true), [.waitForTurn]), (.writable(false), []), (.turn, [.leaveTurn]),
            (.writable(true), [.waitForTurn])),
        Story(
            "the rest of a body is waited for once", (.post, [.become(.underWay)]), (.received(), awaitRest),
            (.body, []), (.received(), []), (.expire, refuse(.tooSlow, request(.post, "hi")))),
        Story(
            "half a head is waited for once, and not answered", (.received(isInHead: true), [.expire(in: limits.body)]),
            (.received(isInHead: true), []), (.expire, [.close])),
        Story(
            "half a head behind a request is waited for from its answer on",
            (.get, [.become(.underWay)]), (.end1, answer(.get)), (.received(isInHead: true), []),
            (.answered(), next + [.flush, .expire(in: limits.body)])),
        Story(
            "the last request of a connection", (.getAndClose, [.become(.underWay)]), (.end1, answer(.getAndClose)),
            (.answered(), [.become(.resting), send(.closed)] + close), (.get, []), (.fail(.other), []),
            (.received(), []), (.end, [.become(.resting)])),
        Story(
            "HTTP/1.0", (.old, [.become(.underWay)]), (.end1, answer(.old)),
            (.answered(), [.become(.resting), send(.closed)] + close)),
        Story(
            "HTTP/1.0 with a connection that is kept", (.oldAndKept, [.become(.underWay)]),
            (.end1, answer(.oldAndKept)),
            (.answered(), [.become(.resting), .expire(in: limits.idle), send(.keptAlive)])),
        Story(
            "what is sent behind the last request is not heard", (.getAndClose, [.become(.underWay)]),
            (.end1, answer(.getAndClose)), (.get, []), (.end1, []), (.received(), []), (.read, []),
            (.answered(), [.become(.resting), send(.closed)] + linger + [.read]), (.get, []), (.received(), [])),
        Story(
            "where connections are needed for others, each answer is the last", (.get, [.become(.underWay)]),
            (.end1, answer(.get)), (.answered(areFull: true), [.become(.resting), send(.closed)] + close)),
        Story("a connection at rest gives way at once", (.quiesce, close)),
        Story(
            "a connection with a request gives way behind its answer", (.get, [.become(.underWay)]), (.quiesce, []),
            (.end1, answer(.get)), (.answered(), [.become(.resting), send(.closed)] + close)),
        Story("a client that leaves between two requests is let go", (.inputClosed, close)),
        Story("half a request ends with the client", (.post, [.become(.underWay)]), (.inputClosed, [.close])),
        Story(
            "a client that has said all is still answered, one request after the other", (.get, [.become(.underWay)]),
            (.end1, answer(.get)), (.get, []), (.end1, []), (.received(), []), (.inputClosed, []),
            (.fail(.noFarewell), []), (.answered(), next + [.flush, .waitForTurn]),
            (.turn, [.become(.underWay)] + answer(.get)),
            (.answered(), [.become(.resting), .leaveTurn, send(.closed)] + close)),
        Story("a connection at rest that breaks is closed", (.fail(.other), [.close])),
        Story("a client without a farewell is let go too", (.fail(.noFarewell), [.close])),
        Story("nonsense is refused", (.nonsense, refuse(.malformed)), (.nonsense, []), (.inputClosed, [.close])),
        Story(
            "nonsense behind a request is refused in its turn", (.get, [.become(.underWay)]), (.end1, answer(.get)),
            (.answered(), next), (.nonsense, []), (.received(), [.flush, .waitForTurn]), (.read, []),
            (.turn, refuse(.malformed) + [.read, .leaveTurn])),
        Story(
            "a client that goes away in its turn gives it away", (.get, [.become(.underWay)]), (.end1, answer(.get)),
            (.answered(), next), (.get, []), (.end1, []), (.received(), [.flush, .waitForTurn]),
            (.turn, [.become(.underWay)] + answer(.get)), (.end, [.become(.resting), .leaveTurn]), (.answered(), [])),
        Story(
            "a client that goes away before its turn gives it away then", (.get, [.become(.underWay)]),
            (.end1, answer(.get)), (.answered(), next), (.get, []), (.end1, []),
            (.received(), [.flush, .waitForTurn]), (.end, [.become(.resting)]), (.turn, [.leaveTurn])),
    ])
    func `a connection does what its story says`(story: Story) {
        var state = HTTP1ConnectionState(limits: Self.limits)
        #expect(perform(.begin, on: &state) == [.expire(in: Self.limits.idle)])
        for (number, (event, actions)) in story.steps.enumerated() {
            #expect(perform(event, on: &state) == actions, "step \(number + 1): \(event)")
        }
    }

    @Test(
        arguments: [
            ([("Host", "a"), ("Content-Length", "65537")], .bodyTooLarge),
            ([("Host", "a"), ("Content-Length", "99999999999999999999")], .bodyTooLarge),
            ([("Host", "a"), ("Expect", "100-continue"), ("Content-Length", "65537")], .bodyTooLarge),
            ([("Host", "a"), ("Transfer-Encoding", "gzip, chunked")], .transferCoding),
            ([], .malformed),
            ([("Host", "a"), ("Host", "a")], .malformed),
        ] as [([(String, String)], TransportRefusal)])
    func `a request is refused for its head`(fields: [(String, String)], refusal: TransportRefusal) {
        var state = HTTP1ConnectionState(limits: Self.limits)
        let head = HTTP1Head.of("POST", fields)
        let event = Event.part(.head(head))
        #expect(perform(event, on: &state) == [.become(.underWay)] + Self.refuse(refusal, Self.request(event)))
    }

    @Test func `whoever asks whether to send a body is told to`() {
        var state = HTTP1ConnectionState(limits: Self.limits)
        let head = HTTP1Head.of("POST", [("Host", "a"), ("Expect", "100-Continue"), ("Content-Length", "2")])
        #expect(perform(.part(.head(head)), on: &state) == [.become(.underWay)] + Self.awaitRest + [.sendContinue])
        #expect(perform(.received(), on: &state) == [])
    }
}
