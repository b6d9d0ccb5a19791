using System.IO.Compression;
using Tearsheet.Reading.Captures.Wacz;

namespace Tearsheet.Reading.Tests.Captures.Wacz;

public sealed class ZipWriterTests
{
    [Fact]
    public void More_than_four_gigabytes_are_written_and_found_again()
    {
        var path = Path.GetTempFileName();
        try
        {
            using var file = new FileStream(path, FileMode.Open, FileAccess.ReadWrite, FileShare.None, 1 << 16, FileOptions.DeleteOnClose);
            using var zip = new ZipWriter(new Holes(file));
            var content = zip.Begin("archive/big");
            var zeros = new byte[64 << 20];
            for (var written = 0L; written < (4L << 30) + 1; written += zeros.Length)
            {
                content.Write(zeros);
            }

            var (length, _) = zip.End();
            zip.Add("small", "behind"u8);
            zip.Finish();

            var reader = ZipReader.Open(file);
            Assert.Equal([("archive/big", length), ("small", 6L)], reader.Entries.Select(entry => (entry.Name, entry.Length)));
            using var small = new StreamReader(reader.Open(reader.Entries[1]));
            Assert.Equal("behind", small.ReadToEnd());

            file.Position = 0;
            using var other = new ZipArchive(file, ZipArchiveMode.Read, leaveOpen: true);
            Assert.Equal(length, other.Entries[0].Length);
            using var again = new StreamReader(other.Entries[1].Open());
            Assert.Equal("behind", again.ReadToEnd());
        }
        finally
        {
            File.Delete(path);
        }
    }

    /// <summary>Leaves holes in a file where long stretches of zeros should be, so that it is large and the disk is not.</summary>
    private sealed class Holes(FileStream file) : Stream
    {
        public override bool CanRead => false;

        public override bool CanSeek => true;

        public override bool CanWrite => true;

        public override long Length => file.Length;

        public override long Position
        {
            get => file.Position;
            set => file.Position = value;
        }

        public override void Write(byte[] buffer, int offset, int count) => Write(buffer.AsSpan(offset, count));

        public override void Write(ReadOnlySpan<byte> buffer)
        {
            if (buffer.Length < 1 << 20)
            {
                file.Write(buffer);
                return;
            }

            file.SetLength(file.Position + buffer.Length);
            file.Position = file.Length;
        }

        public override void Flush() => file.Flush();

        public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();

        public override long Seek(long offset, SeekOrigin origin) => file.Seek(offset, origin);

        public override void SetLength(long value) => throw new NotSupportedException();
    }
}
