import CardeaTesting
import OAuthProtocol
import Testing

@Suite struct JSONValueTests {
    @Test func `objects are equal whatever the order of their members`() {
        let object: JSONObject = ["a": "1", "b": .object(["c": "2", "d": .null])]
        #expect(object == ["b": .object(["d": .null, "c": "2"]), "a": "1"])
        #expect(object.hashValue == (["b": .object(["d": .null, "c": "2"]), "a": "1"] as JSONObject).hashValue)
        #expect(object != ["a": "1", "b": .object(["c": "2", "d": "3"])])
        #expect(object != ["a": "1", "c": .object(["c": "2", "d": .null])])
        #expect(object != ["a": "1"])
        #expect(object != ["a": "1", "b": .object(["c": "2", "d": .null]), "e": .null])
    }

    @Test func `objects of many members, which strangers may register, are compared at once`() {
        var (forth, back) = (JSONObject(), JSONObject())
        for number in 0..<50_000 {
            forth.append("\(number)", .integer(number))
            back.append("\(49_999 - number)", .integer(49_999 - number))
        }
        #expect(forth == back)
    }
}
