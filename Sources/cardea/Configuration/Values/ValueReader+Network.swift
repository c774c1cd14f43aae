import WebServer

extension ValueReader<IPNetwork> {
    static let network = parsing("an address or a network such as 10.0.0.0/8") { IPNetwork($0) }
}
