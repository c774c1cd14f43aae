/// A file that an operator gives for the pages.
package struct AppearanceFile: Sendable {
    /// Its name in its folder, such as `de.json`.
    package let name: String
    package let octets: [UInt8]

    package init(name: String, octets: [UInt8]) {
        self.name = name
        self.octets = octets
    }
}
