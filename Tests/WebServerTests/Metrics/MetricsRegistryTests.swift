import Testing

@testable import WebServer

@Suite struct MetricsRegistryTests {
    private let registry = MetricsRegistry()

    private var text: String { String(decoding: registry.render(), as: UTF8.self) }

    @Test func `a counter is one for all who ask for it`() {
        registry.counter("a_total", help: "A.", labels: ["x": "1"]).increment()
        registry.counter("a_total", help: "A.", labels: ["x": "1"]).increment(by: 2)
        registry.counter("a_total", help: "A.", labels: ["x": "2"]).increment()
        #expect(
            text == """
                # HELP a_total A.
                # TYPE a_total counter
                a_total{x="1"} 3
                a_total{x="2"} 1

                """)
    }

    @Test func `a gauge says what is so when asked`() {
        registry.gauge("depth", help: "Waiting.", labels: [:]) { 2.5 }
        #expect(text == "# HELP depth Waiting.\n# TYPE depth gauge\ndepth 2.5\n")
    }

    @Test func `a histogram counts what is at or below each bound`() {
        let histogram = registry.histogram("size", help: "Size.", labels: ["x": "1"], bounds: [1, 2.5])
        for value in [0.5, 1, 2, 3] { histogram.observe(value) }
        #expect(
            text == """
                # HELP size Size.
                # TYPE size histogram
                size_bucket{x="1",le="1"} 2
                size_bucket{x="1",le="2.5"} 3
                size_bucket{x="1",le="+Inf"} 4
                size_sum{x="1"} 6.5
                size_count{x="1"} 4

                """)
    }

    @Test func `a duration in nanoseconds is observed in seconds`() {
        registry.histogram("time", help: "Time.", bounds: [0.001]).observe(0.0015)
        #expect(text.contains("time_bucket{le=\"0.001\"} 0\n"))
        #expect(text.contains("time_sum 0.0015\n"))
    }

    @Test func `what a label says cannot break out of its line`() {
        registry.counter("a_total", help: "Back\\slash\nline", labels: ["x": "\"\\\n"]).increment()
        #expect(text.contains(#"# HELP a_total Back\\slash\nline"#))
        #expect(text.contains(#"a_total{x="\"\\\n"} 1"#))
    }

    @Test func `counts are not lost when all count at once`() async {
        let counter = registry.counter("a_total", help: "A.")
        let histogram = registry.histogram("b", help: "B.", bounds: [1])
        await withTaskGroup { tasks in
            for _ in 1...8 {
                tasks.addTask {
                    for _ in 1...1000 {
                        counter.increment()
                        histogram.observe(1)
                    }
                }
            }
        }
        #expect(counter.value == 8000)
        #expect(text.contains("b_count 8000\n"))
    }
}
