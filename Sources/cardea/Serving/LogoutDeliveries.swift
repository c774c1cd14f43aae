import Logging
import OAuthProtocol
import OAuthServer
import ServiceLifecycle
import Storage
import WebServer

/// Tells clients of sessions that ended, as soon as they end (decision 0008). Several are told at once, and each by one
/// attempt at a time, so that one that does not answer keeps nobody else waiting; dynamic clients wait for
/// each other and for nobody else, and of one host at most two are told at once (decision 0020).
struct LogoutDeliveries: Service {
    /// Clients that are spoken to at once, of those that the operator chose and as many of others.
    static let atOnce = 8
    /// Of these, clients of one host.
    static let perHost = 2
    /// Due notices that are looked at in one go: more than clients, since several may be for the same one.
    private static let sight = 64
    /// How often that is done in a row, since all that are seen may be for hosts that are spoken to already.
    private static let looks = 16

    /// An attempt that is over: the client may be told of the next session.
    private struct Done {
        let client: ClientID
        let isDynamic: Bool
        let outcome: Outcome
    }

    private typealias Loop = WorkLoop<Done>

    /// The clients that are spoken to, each with its host; `nil` for one that has none.
    private typealias Conversations = [ClientID: String?]

    private enum Outcome {
        case done
        /// The store does not answer: asking it again at once would not help.
        case stuck
    }

    let delivery: LogoutDelivery
    let notices: any LogoutNoticeStore
    let metrics: DeliveryMetrics<LogoutReport.Outcome>
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

    /// Looks for due notices each second and whenever a client has been told, until the task is cancelled. What is under
    /// way then is put back.
    func deliver() async {
        // With dynamic clients, and with others.
        var conversations: [Bool: Conversations] = [:]
        await Loop(second: second).run { done, group in
            if let done {
                conversations[done.isDynamic]?.removeValue(forKey: done.client)
                guard done.outcome == .done else { return }
            } else {
                await notePending()
            }
            for isDynamic in done.map({ [$0.isDynamic] }) ?? [false, true] {
                await begin(&conversations[isDynamic, default: [:]], ofDynamicClients: isDynamic, in: &group)
            }
        }
    }

    /// Begins an attempt for each client that is due and not spoken to already, as many as there is room for.
    private func begin(
        _ busy: inout Conversations, ofDynamicClients isDynamic: Bool, in group: inout TaskGroup<Loop.Event>
    ) async {
        // Clients whose host is spoken to by others.
        var waiting: Set<ClientID> = []
        do throws(OAuthError) {
            for _ in 0..<Self.looks where busy.count < Self.atOnce {
                let spared = waiting.union(busy.keys)
                let due = try await storing(
                    await notices.findDueLogoutNotices(
                        ofDynamicClients: isDynamic, sparing: spared, limit: Self.sight, at: now()))
                guard !due.isEmpty else { return }
                for notice in due {
                    let client = notice.client.id
                    guard busy.count < Self.atOnce else { return }
                    guard busy[client] == nil, !waiting.contains(client) else { continue }
                    let host = try await delivery.host(of: notice, at: now())
                    guard host == nil || busy.values.count(where: { $0 == host }) < Self.perHost else {
                        waiting.insert(client)
                        continue
                    }
                    busy.updateValue(host, forKey: client)
                    group.addTask {
                        .done(Done(client: client, isDynamic: isDynamic, outcome: await attempt(notice)))
                    }
                }
            }
        } catch {
            troubles.say("due logout notices were not read", error.cause ?? "\(error)", at: now(), to: logger)
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
            troubles.end("due logout notices were not read")
            troubles.end("pending logout notices were not counted")
        } catch {
            troubles.say("pending logout notices were not counted", "\(error)", at: now(), to: logger)
        }
    }
}
