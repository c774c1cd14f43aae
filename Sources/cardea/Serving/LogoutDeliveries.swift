import Logging
import OAuthProtocol
import OAuthServer
import ServiceLifecycle
import Storage
import WebServer

/// Tells clients of sessions that ended, as soon as they end (decision 0008). Several are told at once, and each by one
/// attempt at a time, so that one that does not answer keeps nobody else waiting.
struct LogoutDeliveries: Service {
    /// Clients that are spoken to at once.
    static let atOnce = 8
    /// Due notices that are looked at in one go: more than clients, since several may be for the same one.
    private static let sight = 64

    private enum Event {
        case second
        case stop
        /// An attempt is over, and the client may be told of the next session.
        case free(ClientID, outcome: Outcome)
    }

    private enum Outcome {
        case done
        /// The store does not answer: asking it again at once would not help.
        case stuck
    }

    let delivery: LogoutDelivery
    let notices: any LogoutNoticeStore
    let metrics: LogoutMetrics
    let logger: Logger
    let now: @Sendable () -> Timestamp
    /// Returns after a second.
    ///
    /// - Throws: when the task is cancelled.
    let second: @Sendable () async throws -> Void

    func run() async throws {
        await cancelWhenGracefulShutdown { await deliver() }
    }

    /// Looks for due notices each second and whenever a client has been told, until the task is cancelled. What is under
    /// way then is put back.
    func deliver() async {
        await withTaskGroup(of: Event.self) { group in
            var busy: Set<ClientID> = []
            var isOpen = true
            group.addTask { await tick() }
            for await event in group {
                switch event {
                case .stop: isOpen = false
                case .second:
                    group.addTask { await tick() }
                    await notePending()
                    await begin(&busy, in: &group)
                case .free(let client, let outcome):
                    busy.remove(client)
                    if isOpen, outcome == .done { await begin(&busy, in: &group) }
                }
            }
        }
    }

    private func tick() async -> Event {
        (try? await second()) == nil ? .stop : .second
    }

    /// Begins an attempt for each client that is due and not spoken to already, as many as there is room for.
    private func begin(_ busy: inout Set<ClientID>, in group: inout TaskGroup<Event>) async {
        do throws(StorageError) {
            while busy.count < Self.atOnce {
                let due = try await notices.findDueLogoutNotices(sparing: busy, limit: Self.sight, at: now())
                guard !due.isEmpty else { return }
                for notice in due where busy.count < Self.atOnce && busy.insert(notice.clientID).inserted {
                    group.addTask { .free(notice.clientID, outcome: await attempt(notice)) }
                }
            }
        } catch {
            logger.error("due logout notices were not read", metadata: ["error": "\(error)"])
        }
    }

    private func attempt(_ notice: LogoutNoticeRecord) async -> Outcome {
        do throws(OAuthError) {
            if let report = try await delivery.attempt(notice, at: now()) { note(report) }
            return .done
        } catch {
            logger.error("a logout notice was not worked on", metadata: ["error": "\(error.cause ?? "\(error)")"])
            return .stuck
        }
    }

    private func note(_ report: LogoutReport) {
        metrics.count(report.outcome)
        let metadata: Logger.Metadata = [
            "client": "\(report.client)", "host": "\(report.host)", "attempts": "\(report.attempts)",
            "reason": "\(report.reason ?? "")",
        ]
        switch report.outcome {
        case .delivered: logger.debug("a client was told that a session ended", metadata: metadata)
        case .retried:
            logger.warning("a client was not told that a session ended, and will be tried again", metadata: metadata)
        case .refused: logger.error("a client refused to end a session", metadata: metadata)
        case .abandoned: logger.error("a client could not be told that a session ended", metadata: metadata)
        }
    }

    private func notePending() async {
        do throws(StorageError) {
            metrics.notePending(try await notices.findPendingLogoutNotices())
        } catch {
            logger.error("pending logout notices were not counted", metadata: ["error": "\(error)"])
        }
    }
}
