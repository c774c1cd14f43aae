/// Encrypts and authenticates what somebody else keeps for us: a database, or a browser. What is sealed opens with the same context
/// alone.
package struct Sealing: Sendable {
    let seal: @Sendable (_ octets: [UInt8], _ context: [UInt8]) -> [UInt8]
    /// `nil` for what was changed, or sealed with another key or context.
    let open: @Sendable (_ sealed: [UInt8], _ context: [UInt8]) -> [UInt8]?

    package init(
        seal: @escaping @Sendable (_ octets: [UInt8], _ context: [UInt8]) -> [UInt8],
        open: @escaping @Sendable (_ sealed: [UInt8], _ context: [UInt8]) -> [UInt8]?
    ) {
        self.seal = seal
        self.open = open
    }
}
