import Storage
import StorageSQL

/// The statements of a transaction, as its body asks for them. A body runs without waiting: where it asks for an answer that is
/// not there yet, it is stopped, what it has asked for is sent in one turn, and it runs anew from its beginning, through the
/// answers that are known by then. So one body serves an engine that answers at once and one that is a network away, and
/// statements whose answers nobody needs travel with the next that is needed.
final class StatementLog: Statements {
    private let texts: StatementTexts
    private var answers: [PostgresResult] = []
    private var position = 0
    /// What was asked for and is not sent yet.
    private(set) var pending: [StatementCall] = []
    /// Whether the body was stopped, since it needs the answer to the last of `pending`.
    private(set) var isWaiting = false

    init(_ texts: StatementTexts) {
        self.texts = texts
    }

    var dialect: Dialect { .postgres }

    /// Has the body begin anew, with the answers to what was pending.
    func begin(with new: [PostgresResult]) {
        answers += new
        pending = []
        position = 0
        isWaiting = false
    }

    func run(_ sql: String, _ bind: (inout any Arguments) -> Void) throws(StorageError) -> Int {
        try answer(to: sql, bind).affected
    }

    func perform(_ sql: String, _ bind: (inout any Arguments) -> Void) throws(StorageError) {
        defer { position += 1 }
        if position >= answers.count { add(sql, bind) }
    }

    func query(
        _ sql: String, _ bind: (inout any Arguments) -> Void,
        _ read: (inout any ResultRow) throws(StorageError) -> Bool
    ) throws(StorageError) {
        let result = try answer(to: sql, bind)
        for number in 0..<result.rows {
            var row: any ResultRow = PostgresRow(number, of: result)
            guard try read(&row) else { return }
        }
    }

    private func answer(
        to sql: String, _ bind: (inout any Arguments) -> Void
    ) throws(StorageError) -> PostgresResult {
        defer { position += 1 }
        if position < answers.count { return answers[position] }
        add(sql, bind)
        isWaiting = true
        throw StorageError(.unavailable, "an answer is awaited")
    }

    private func add(_ sql: String, _ bind: (inout any Arguments) -> Void) {
        var arguments: any Arguments = PostgresArguments()
        bind(&arguments)
        guard let bound = arguments as? PostgresArguments else { return }
        pending.append(StatementCall(texts[sql], bound))
    }
}
