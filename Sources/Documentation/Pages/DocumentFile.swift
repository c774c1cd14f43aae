import CDocumentFiles

/// A page of the documentation, a picture on one, or a file that one leads to, compiled into the executable.
///
/// `@unchecked Sendable`: the pointer leads to constants of the executable, which nobody writes and nothing takes away; copied
/// into arrays they would be held twice from the start on.
struct DocumentFile: @unchecked Sendable {
    /// In the repository.
    let path: String
    /// Of the executable: they never change.
    let octets: UnsafeRawBufferPointer

    /// All of them, pages in the order in which they are read.
    static let all: [DocumentFile] = {
        var files: [DocumentFile] = []
        var next = document_files()
        while let file = next?.pointee, let path = file.path {
            files.append(
                DocumentFile(
                    path: String(cString: path),
                    octets: UnsafeRawBufferPointer(start: file.octets, count: Int(file.size))))
            next = next?.successor()
        }
        return files
    }()
}
