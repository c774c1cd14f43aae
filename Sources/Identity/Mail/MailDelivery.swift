import OAuthProtocol
import Storage

/// Puts a message into words and hands it to a mail server. The live one is in `cardea/Serving`.
package protocol MailHandling: Sendable {
    func hand(_ content: MailContent, at now: Timestamp) async -> MailHandover
}

/// What came of handing over a message.
package enum MailHandover: Sendable, Equatable {
    /// The mail server has it.
    case accepted
    /// The mail server says that there is no such address, or that it takes nothing for it. Asking again would not help.
    case refused(reason: String)
    /// It may go better later.
    case failed(reason: String)
}

/// Hands one message over: has it sent, and notes what came of it, as ``DeliverySchedule`` says.
package struct MailDelivery: Sendable {
    /// Seconds from one attempt to the next at most: somebody waits for most messages, and a mail server is mended meanwhile.
    private static let longestWait: Int64 = 600

    private let mails: any MailStore
    private let outbox: Outbox
    private let links: OneTimeLinks
    private let handler: any MailHandling

    package init(mails: any MailStore, outbox: Outbox, links: OneTimeLinks, handler: any MailHandling) {
        self.mails = mails
        self.outbox = outbox
        self.links = links
        self.handler = handler
    }

    /// Makes one attempt at a message that the caller has claimed.
    ///
    /// - Returns: `nil` if this task was cancelled, and the message is due again. A request counts as delivered, whether or not there is somebody to get a message.
    /// - Throws: `StorageError` if the store cannot answer. The message is due again when its lease is over.
    package func attempt(_ mail: MailRecord, at now: Timestamp) async throws(StorageError) -> MailReport? {
        if mail.kind == .forgottenPassword {
            try await links.answer(mail, at: now)
            return MailReport(.delivered, mail, nil)
        }
        guard now < mail.expiresAt else {
            try await mails.commitRemoval(of: mail)
            return MailReport(.abandoned, mail, "nobody tried in time")
        }
        guard let content = outbox.content(of: mail) else {
            try await mails.commitRemoval(of: mail)
            return MailReport(.abandoned, mail, "it was sealed with another master key")
        }
        switch await handler.hand(content, at: now) {
        case .accepted:
            try await mails.commitRemoval(of: mail)
            return MailReport(.delivered, mail, nil)
        case .refused(let reason):
            try await mails.commitRemoval(of: mail)
            return MailReport(.refused, mail, reason)
        case .failed where Task.isCancelled:
            try await mails.commitPostponement(of: mail, until: now)
            return nil
        case .failed(let reason):
            let next = DeliverySchedule.next(after: mail.attempts, at: now, waiting: Self.longestWait)
            guard next < mail.expiresAt else {
                try await mails.commitRemoval(of: mail)
                return MailReport(.abandoned, mail, reason)
            }
            try await mails.commitPostponement(of: mail, until: next)
            return MailReport(.retried, mail, reason)
        }
    }
}

/// What came of an attempt to hand a message over.
package struct MailReport: Sendable, Equatable {
    package enum Outcome: String, Sendable, CaseIterable {
        /// The mail server has it.
        case delivered
        /// It could not be handed over, and will be tried again.
        case retried
        /// The mail server does not take it. It is not tried again.
        case refused
        /// It could not be handed over until nobody would need it any more.
        case abandoned
    }

    package let outcome: Outcome
    package let kind: MailRecord.Kind
    /// The host of the address that it goes to.
    package let host: String
    /// Whom it is about; `nil` for who has no account.
    package let user: UserID?
    /// Whether strangers may see it counted. That a link for a password was handed over would tell them that there is such an account.
    package var isCounted: Bool { kind != .newPassword || outcome != .delivered }

    /// How many attempts were made, this one included.
    package let attempts: Int64
    /// Why it did not succeed, for the log; never with what the message says. `nil` if it did.
    package let reason: String?

    init(_ outcome: Outcome, _ mail: MailRecord, _ reason: String?) {
        self.outcome = outcome
        kind = mail.kind
        host = mail.host
        user = mail.userID
        attempts = mail.attempts
        self.reason = reason
    }
}
