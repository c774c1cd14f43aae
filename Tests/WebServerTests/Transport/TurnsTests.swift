import NIOCore
import NIOEmbedded
import Testing

@testable import WebServer

/// Whoever sends ahead does not keep others from being heard.
@Suite struct TurnsTests {
    private final class Story {
        var begun: [Turns.Turn] = []
    }

    /// So many that wait.
    private func begin(_ count: Int, _ turns: Turns, on loop: EmbeddedEventLoop) -> Story {
        let story = Story()
        for _ in 0..<count { turns.wait(on: loop) { story.begun.append($0) } }
        return story
    }

    @Test func `the next has its turn when the one before has left, and not before`() {
        let loop = EmbeddedEventLoop()
        let turns = Turns(patience: .seconds(1))
        let story = begin(3, turns, on: loop)
        #expect(story.begun.isEmpty)
        loop.advanceTime(by: .milliseconds(500))
        #expect(story.begun.count == 1)
        turns.leave(story.begun[0], on: loop)
        #expect(story.begun.count == 1)
        loop.advanceTime(by: .milliseconds(1))
        #expect(story.begun.count == 2)
        // Who has left is heard no more.
        turns.leave(story.begun[0], on: loop)
        loop.advanceTime(by: .milliseconds(1))
        #expect(story.begun.count == 2)
    }

    @Test func `after half a millisecond of them there is a pause`() {
        let loop = EmbeddedEventLoop()
        let turns = Turns()
        let story = begin(3, turns, on: loop)
        loop.advanceTime(by: .microseconds(100))
        #expect(story.begun.count == 1)
        loop.advanceTime(by: .microseconds(400))
        turns.leave(story.begun[0], on: loop)
        loop.run()
        #expect(story.begun.count == 2)
        loop.advanceTime(by: .microseconds(400))
        turns.leave(story.begun[1], on: loop)
        loop.run()
        #expect(story.begun.count == 2)
        loop.advanceTime(by: .microseconds(100))
        #expect(story.begun.count == 3)
    }

    @Test func `one that waits for something itself does not keep the others waiting`() {
        let loop = EmbeddedEventLoop()
        let turns = Turns()
        let story = begin(2, turns, on: loop)
        loop.advanceTime(by: .milliseconds(19))
        #expect(story.begun.count == 1)
        loop.advanceTime(by: .milliseconds(2))
        #expect(story.begun.count == 2)
    }
}
