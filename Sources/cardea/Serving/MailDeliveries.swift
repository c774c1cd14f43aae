import Identity
import Logging
import Mail
import OAuthProtocol
import OAuthServer
import ServiceLifecycle
import Storage
import WebPages
import WebServer

/// Hands messages to the mail server as soon as they are there, several at once, and those that it does not take again later. Requests
/// that nobody has looked at, messages to addresses that nobody has proved, and all others wait for each other only, and of one
/// host at most two are sent to at once, so that slow recipients of one host hold up no others.
struct MailDeliveries: Service {
    private enum Lane: CaseIterable {
        case requests, unproved, others

        var kinds: [MailRecord.Kind] {
            switch self {
            case .requests: [.forgottenPassword]
            case .unproved: [.address]
            case .others: MailRecord.Kind.allCases.filter { $0 != .forgottenPassword && $0 != .address }
            }
        }

        /// How many are worked on at once, and of these for one host.
        var bounds: (all: Int, host: Int) {
            switch self {
            case .requests: (4, 4)
            case .unproved: (4, 2)
            case .others: (6, 2)
            }
        }
    }

    /// Due messages that are looked at in one go.
    private static let sight = 32

    /// An attempt that is over.
    private struct Done {
        let lane: Lane
        let host: String
        /// Whether it may have left something to be done at once.
        let goesOn: Bool
    }

    private typealias Loop = WorkLoop<Done>

    /// The hosts that are sent to, as often as they are.
    private typealias Conversations = [String: Int]

    let delivery: MailDelivery
    let mails: any MailStore
    let metrics: DeliveryMetrics<MailReport.Outcome>
    let logger: Logger
    let now: @Sendable () -> Timestamp
    /// Returns after a second.
    ///
    /// - Throws: when the task is cancelled.
    let second: @Sendable () async throws -> Void
    private let troubles = Troubles()

    func run() async throws {
        await cancelWhenGracefulShutdown { await deliver() }
    }

    /// Looks for due messages each second and whenever one was handed over, until the task is cancelled.
    func deliver() async {
        var conversations: [Lane: Conversations] = [:]
        await Loop(second: second).run { done, group in
            if let done {
                conversations[done.lane]?[done.host]? -= 1
                guard done.goesOn else { return }
            } else {
                await notePending()
            }
            // All of them: what was asked for has an answer now, which another lane sends.
            for lane in Lane.allCases { await begin(&conversations[lane, default: [:]], in: lane, of: &group) }
        }
    }

    private func begin(_ busy: inout Conversations, in lane: Lane, of group: inout TaskGroup<Loop.Event>) async {
        busy = busy.filter { $0.value > 0 }
        do throws(StorageError) {
            while busy.values.reduce(0, +) < lane.bounds.all {
                let spared = Set(busy.filter { $0.value >= lane.bounds.host }.keys)
                let due = try await mails.findDueMails(
                    of: lane.kinds, sparing: spared, limit: Self.sight, at: now())
                troubles.end("due mail was not read")
                var begun = false
                for mail in due {
                    guard busy.values.reduce(0, +) < lane.bounds.all else { break }
                    guard busy[mail.host, default: 0] < lane.bounds.host,
                        let claimed = try await mails.commitClaim(of: mail, until: now() + DeliverySchedule.lease)
                    else { continue }
                    busy[mail.host, default: 0] += 1
                    begun = true
                    group.addTask { .done(await attempt(claimed, in: lane)) }
                }
                guard begun else { return }
            }
        } catch {
            troubles.say("due mail was not read", "\(error)", at: now(), to: logger)
        }
    }

    private func attempt(_ claimed: MailRecord, in lane: Lane) async -> Done {
        do throws(StorageError) {
            if let report = try await delivery.attempt(claimed, at: now()) { note(report) }
            return Done(lane: lane, host: claimed.host, goesOn: true)
        } catch {
            logger.error("a mail was not worked on", metadata: ["error": "\(error)"])
            return Done(lane: lane, host: claimed.host, goesOn: false)
        }
    }

    private func note(_ report: MailReport) {
        if report.isCounted { metrics.count(report.outcome) }
        guard report.kind != .forgottenPassword else { return }
        let metadata: Logger.Metadata = [
            "kind": "\(report.kind.rawValue)", "user": "\(report.user.map { "\($0)" } ?? "")", "host": "\(report.host)",
            "attempts": "\(report.attempts)", "reason": "\(report.reason ?? "")",
        ]
        switch report.outcome {
        case .delivered: logger.info("a mail was handed over", metadata: metadata)
        case .retried: logger.warning("a mail was not handed over, and will be tried again", metadata: metadata)
        case .refused: logger.error("the mail server refused a recipient", metadata: metadata)
        case .abandoned: logger.error("a mail could not be handed over", metadata: metadata)
        }
    }

    private func notePending() async {
        do throws(StorageError) {
            metrics.notePending(
                try await mails.findPendingMails(of: MailRecord.Kind.allCases.filter { $0 != .newPassword }))
            troubles.end("waiting mail was not counted")
        } catch {
            troubles.say("waiting mail was not counted", "\(error)", at: now(), to: logger)
        }
    }
}

/// Puts messages into words, in the language that the person had before their eyes, and hands them to the server's mail server.
struct MailHandler: MailHandling {
    let server: MailServer
    let issuer: Issuer
    let renderer: PageRenderer

    func hand(_ content: MailContent, at now: Timestamp) async -> MailHandover {
        guard let topic = MailTopic(rawValue: content.kind.rawValue) else {
            return .refused(reason: "nothing is to be said")
        }
        let circumstances = content.circumstances
        let mail = renderer.render(
            MailPage(
                topic, username: content.username, detail: content.detail, token: content.token,
                time: CivilTime(content.createdAt), browser: circumstances.browser, address: circumstances.address),
            from: issuer.value, wishes: [circumstances.language])
        do throws(MailError) {
            try await server.send(
                MailMessage(
                    recipient: content.recipient, subject: mail.subject, text: mail.text, html: mail.html,
                    language: mail.language.description, id: Base64URL.encode(content.id.octets),
                    date: content.createdAt))
            return .accepted
        } catch {
            return error.isFinal ? .refused(reason: "\(error)") : .failed(reason: "\(error)")
        }
    }
}
