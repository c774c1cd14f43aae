import Identity
import Testing

@Suite struct OtherHashTests {
    private static let salt = "c2FsdHNhbHRzYWx0"
    private static let hash = String(repeating: "A", count: 43)

    @Test(arguments: [
        "$argon2id$v=19$m=65536,t=3,p=4$\(salt)$\(hash)", "$argon2d$v=16$m=8,t=1,p=1$\(salt)$\(hash)",
        "$scrypt$ln=17,r=8,p=1$\(salt)$\(hash)", "$pbkdf2-sha256$600000$\(salt)$\(hash)=",
        "pbkdf2_sha256$1000000$seasalt$\(hash)=", "$2b$12$" + String(repeating: "x", count: 53),
        "$6$rounds=100000$salt$" + String(repeating: "x", count: 86), "$5$salt$" + String(repeating: "x", count: 43),
    ])
    func `what other programs write`(text: String) {
        #expect(OtherHash(text) != nil)
    }

    @Test(arguments: [
        "", "$", "x", "$argon2id$", "$argon2id$m=64,t=1$", "$argon2id$v=19$m=64,t=0,p=1$\(salt)$\(hash)",
        "$argon2id$v=19$m=-8,t=1,p=1$\(salt)$\(hash)", "$argon2id$v=19$m=+64,t=1,p=1$\(salt)$\(hash)",
        "$argon2id$v=19$m=1048576,t=1000,p=1$\(salt)$\(hash)", "$argon2id$v=19$m=65536,t=1,p=600$\(salt)$\(hash)",
        "$argon2id$v=19$m=64,t=9223372036854775807,p=1$\(salt)$\(hash)", "$argon2id$v=19$m=64,t=1,p=1$$\(hash)",
        "$argon2id$v=19$m=64,t=1,p=1$\(salt)$", "$scrypt$ln=22,r=64,p=1$\(salt)$\(hash)",
        "$scrypt$ln=17,r=8,p=64$\(salt)$\(hash)", "$scrypt$ln=63,r=8,p=1$\(salt)$\(hash)",
        "$pbkdf2-sha512$10000000$\(salt)$\(hash)", "$pbkdf2-sha256$0$\(salt)$\(hash)", "$pbkdf2-sha256$1000$$\(hash)",
        "$2b$31$" + String(repeating: "x", count: 53), "$2b$+4$" + String(repeating: "x", count: 53),
        "$2b$04$!" + String(repeating: "x", count: 52), "$2b$12$short", "$1$salt$xxxxxxxxxxxxxxxxxxxxxx", "*0",
        "$5$rounds=99999999999999999999$salt$" + String(repeating: "x", count: 43), "$6$rounds=-1$salt$x",
        "$y$j9T$salt$hash",
        "$7$C6..../....salt$hash", "$2b$12$\u{0}" + String(repeating: "x", count: 52),
    ])
    func `what cannot be judged, or costs too much, is none`(text: String) {
        #expect(OtherHash(text) == nil)
    }
}
