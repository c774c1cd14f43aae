import StoragePostgres
import Testing

@Suite struct DatabaseAddressTests {
    @Test(arguments: [
        ("postgres://db.example/cardea", "postgres://db.example/cardea"),
        ("postgresql://cardea:hunter2@db.example:5433/cardea?sslmode=require", "postgres://db.example:5433/cardea"),
        ("postgres://cardea@one.example,two.example/cardea", "postgres://one.example,two.example/cardea"),
        ("postgres://db.example/cardea?password=hunter2", "postgres://db.example/cardea"),
        ("postgres://db.example?password=hunter2@x", "postgres://x"),
        ("postgres://cardea:hun?ter2@db.example/cardea", "postgres://db.example/cardea"),
        ("postgres://cardea:hun@ter2@db.example/cardea", "postgres://db.example/cardea"),
        ("postgres://cardea:hun/ter2@db.example/cardea", "postgres://db.example/cardea"),
        ("postgres://", "postgres://"), ("postgres://@", "postgres://"), ("postgres://?", "postgres://"),
    ])
    func `an address is shown without what is secret in it`(text: String, shown: String) {
        #expect(DatabaseAddress(text).description == shown)
    }

    @Test(arguments: ["postgres://cardea:hun@ter2@db/cardea", "postgres://cardea:hun/ter2@db/cardea"])
    func `a password that libpq would take for a host is a fault that does not repeat it`(text: String) throws {
        let fault = try #require(try DatabaseAddress(text).fault())
        #expect(!fault.contains("ter2") && !fault.contains("hun") && fault.contains("%40"))
    }

    @Test func `a schema is put into an address once, and not over the address's own`() {
        #expect(DatabaseAddress("postgres://db/a").inSchema("s")?.text == "postgres://db/a?options=-csearch_path%3Ds")
        #expect(
            DatabaseAddress("postgres://u:p?q@db/a?sslmode=require").inSchema("s")?.text
                == "postgres://u:p?q@db/a?sslmode=require&options=-csearch_path%3Ds")
        #expect(DatabaseAddress("postgres://db/a?options=-csearch_path%3Dx").inSchema("s") == nil)
    }
}
