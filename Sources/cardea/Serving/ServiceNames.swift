import WebServer

// What the group of services calls each in its log. Without a name it describes all that a service holds, down to the last
// row of its tables, which took 10 ms of each start.

extension HTTPServer: CustomStringConvertible {
    package var description: String { "HTTP server" }
}

extension LogoutDeliveries: CustomStringConvertible {
    var description: String { "logout deliveries" }
}

extension Reload: CustomStringConvertible {
    var description: String { "reload" }
}

extension Upkeep: CustomStringConvertible {
    var description: String { "upkeep" }
}
