/// Changes inputs a little, in the ways that find most: an octet, a word of the dictionary, a part left out or repeated, a
/// part of another input. Always the same for the same inputs.
struct Mutator {
    private let inputs: [[UInt8]]
    private let words: [[UInt8]]
    /// SplitMix64: any numbers would do, if they are the same each time.
    private var seed: UInt64 = 1

    init(inputs: [[UInt8]], words: [[UInt8]]) {
        self.inputs = inputs
        self.words = words
    }

    /// `input` with one to four changes.
    mutating func changed(_ input: [UInt8]) -> [UInt8] {
        var octets = input
        for _ in 0...number(below: 4) { change(&octets) }
        return octets
    }

    private mutating func change(_ octets: inout [UInt8]) {
        let (start, end) = range(in: octets)
        switch number(below: 7) {
        case 0 where start < octets.count: octets[start] = UInt8(truncatingIfNeeded: next())
        case 1 where start < octets.count: octets[start] ^= 1 << UInt8(number(below: 8))
        case 2: octets.removeSubrange(start..<end)
        case 3: octets.insert(contentsOf: octets[start..<end], at: number(below: octets.count + 1))
        case 4 where !words.isEmpty: octets.replaceSubrange(start..<end, with: words[number(below: words.count)])
        case 5 where !words.isEmpty: octets.insert(contentsOf: words[number(below: words.count)], at: start)
        default:
            let other = inputs[number(below: inputs.count)]
            let (first, last) = range(in: other)
            octets.insert(contentsOf: other[first..<last], at: start)
        }
    }

    /// A part of at most 64 octets.
    private mutating func range(in octets: [UInt8]) -> (Int, Int) {
        let start = number(below: octets.count + 1)
        return (start, min(start + number(below: 65), octets.count))
    }

    private mutating func number(below limit: Int) -> Int {
        Int(next() % UInt64(max(limit, 1)))
    }

    private mutating func next() -> UInt64 {
        seed &+= 0x9e37_79b9_7f4a_7c15
        var mixed = seed
        mixed = (mixed ^ (mixed >> 30)) &* 0xbf58_476d_1ce4_e5b9
        mixed = (mixed ^ (mixed >> 27)) &* 0x94d0_49bb_1331_11eb
        return mixed ^ (mixed >> 31)
    }
}
