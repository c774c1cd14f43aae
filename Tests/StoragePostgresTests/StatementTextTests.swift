import Testing

@testable import StoragePostgres

@Suite struct StatementTextTests {
    @Test(arguments: [
        ("WHERE a = ? AND b = ?", "WHERE a = $1 AND b = $2"),
        ("WHERE a = ?2 AND b = ?1 AND c = ?2", "WHERE a = $2 AND b = $1 AND c = $2"),
        ("SELECT :id, :user_id WHERE id = :user_id", "SELECT $1, $2 WHERE id = $2"),
        ("SELECT '?', ':id', ?", "SELECT '?', ':id', $1"),
        ("SELECT 'it''s ?', ?", "SELECT 'it''s ?', $1"),
        ("a = ?1 AND b = ?", "a = $1 AND b = $2"),
    ])
    func `arguments are numbered where they first stand`(sql: String, numbered: String) {
        #expect(StatementText.numbered(sql) == numbered)
    }
}
