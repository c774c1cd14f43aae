/// What services that hand things over have in common: they look for work each second and whenever some is done, until their task is
/// cancelled.
///
/// - `Done`: says of a piece of work what has to be known once it is over.
struct WorkLoop<Done: Sendable>: Sendable {
    enum Event: Sendable {
        case second
        case stop
        case done(Done)
    }

    /// Returns after a second.
    ///
    /// - Throws: when the task is cancelled.
    let second: @Sendable () async throws -> Void

    /// Runs until the task is cancelled and what was begun is over.
    ///
    /// - `look`: called each second with `nil`, and with what is done, and adds what it begins to the group. Once the task is cancelled
    ///   it is called no more.
    func run(_ look: (Done?, inout TaskGroup<Event>) async -> Void) async {
        await withTaskGroup(of: Event.self) { group in
            var isOpen = true
            group.addTask { await tick() }
            for await event in group {
                switch event {
                case .stop: isOpen = false
                case .second:
                    group.addTask { await tick() }
                    await look(nil, &group)
                case .done(let done):
                    if isOpen { await look(done, &group) }
                }
            }
        }
    }

    private func tick() async -> Event {
        (try? await second()) == nil ? .stop : .second
    }
}
