import OAuthProtocol

/// The Prometheus text exposition format, version 0.0.4.
package enum PrometheusText {
    package static let contentType = "text/plain; version=0.0.4; charset=utf-8"

    /// `a="1",b="2"`, without braces; empty without labels.
    static func labels(_ labels: MetricsRegistry.Labels) -> String {
        labels.map { "\($0.key)=\"\(escaped($0.value, quotes: true))\"" }.joined(separator: ",")
    }

    static func render(_ families: [MetricsRegistry.Family]) -> [UInt8] {
        var text = ""
        for family in families {
            text += "# HELP \(family.name) \(escaped(family.help, quotes: false))\n"
            text += "# TYPE \(family.name) \(type(of: family))\n"
            for (labels, series) in family.series {
                switch series {
                case .counter(let counter): text += line(family.name, labels, String(counter.value))
                case .gauge(let read): text += line(family.name, labels, number(read()))
                case .histogram(let histogram): text += lines(family.name, labels, histogram)
                }
            }
        }
        return Array(text.utf8)
    }

    private static func type(of family: MetricsRegistry.Family) -> String {
        switch family.series.first?.series {
        case .counter: "counter"
        case .gauge: "gauge"
        case .histogram: "histogram"
        case nil: "untyped"
        }
    }

    private static func lines(_ name: String, _ labels: String, _ histogram: Histogram) -> String {
        let (counts, sum) = histogram.snapshot
        let separator = labels.isEmpty ? "" : ","
        var text = ""
        var total: UInt64 = 0
        for (count, bound) in zip(counts, histogram.bounds.map(number) + ["+Inf"]) {
            total &+= count
            text += line(name + "_bucket", "\(labels)\(separator)le=\"\(bound)\"", String(total))
        }
        return text + line(name + "_sum", labels, number(sum)) + line(name + "_count", labels, String(total))
    }

    private static func line(_ name: String, _ labels: String, _ value: String) -> String {
        labels.isEmpty ? "\(name) \(value)\n" : "\(name){\(labels)} \(value)\n"
    }

    private static func number(_ value: Double) -> String {
        if value.isNaN { return "NaN" }
        if value.isInfinite { return value < 0 ? "-Inf" : "+Inf" }
        let text = value.description
        return text.octets.hasSuffix(".0") ? String(text.dropLast(2)) : text
    }

    private static func escaped(_ text: String, quotes: Bool) -> String {
        var escaped = ""
        for scalar in text.unicodeScalars {
            switch scalar {
            case "\\": escaped += "\\\\"
            case "\n": escaped += "\\n"
            case "\"" where quotes: escaped += "\\\""
            default: escaped.unicodeScalars.append(scalar)
            }
        }
        return escaped
    }
}
