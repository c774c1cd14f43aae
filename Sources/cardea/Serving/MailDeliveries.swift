import Identity
import Logging
import Mail
import OAuthProtocol
import OAuthServer
import ServiceLifecycle
import Storage
import WebPages
import WebServer

/// Hands messages to the mail server as soon as they are there, several at once, and those that it does not take again later.
struct MailDeliveries: Service {
    /// Messages that are handed over at once.
    private static let atOnce = 4

    private enum Event {
        case second
        case stop
        /// An attempt is over; true if it may have left something to be done at once.
        case free(goesOn: Bool)
    }

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
        await withTaskGroup(of: Event.self) { group in
            var busy = 0
            var isOpen = true
            group.addTask { await tick() }
            for await event in group {
                switch event {
                case .stop: isOpen = false
                case .second:
                    group.addTask { await tick() }
                    await notePending()
                    await begin(&busy, in: &group)
                case .free(let goesOn):
                    busy -= 1
                    if isOpen, goesOn { await begin(&busy, in: &group) }
                }
            }
        }
    }

    private func tick() async -> Event {
        (try? await second()) == nil ? .stop : .second
    }

    private func begin(_ busy: inout Int, in group: inout TaskGroup<Event>) async {
        guard busy < Self.atOnce else { return }
        do throws(StorageError) {
            // More than there is room for: those that are being claimed at this moment are due still.
            let due = try await mails.findDueMails(limit: 2 * Self.atOnce, at: now())
            for mail in due.prefix(Self.atOnce - busy) {
                busy += 1
                group.addTask { await attempt(mail) }
            }
            troubles.end("due mail was not read")
        } catch {
            troubles.say("due mail was not read", "\(error)", at: now(), to: logger)
        }
    }

    private func attempt(_ mail: MailRecord) async -> Event {
        do throws(StorageError) {
            if let report = try await delivery.attempt(mail, at: now()) { note(report) }
            return .free(goesOn: true)
        } catch {
            logger.error("a mail was not worked on", metadata: ["error": "\(error)"])
            return .free(goesOn: false)
        }
    }

    private func note(_ report: MailReport) {
        metrics.count(report.outcome)
        let metadata: Logger.Metadata = [
            "kind": "\(report.kind.rawValue)", "user": "\(report.user.map { "\($0)" } ?? "")",
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
            metrics.notePending(try await mails.findPendingMails())
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
