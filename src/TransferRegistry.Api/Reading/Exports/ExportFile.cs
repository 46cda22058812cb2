using System.IO.Compression;
using System.Security.Cryptography;
using TransferRegistry.Api.Data;
using TransferRegistry.Api.Problems;

namespace TransferRegistry.Api.Reading.Exports;

/// <summary>The file of an export as the database keeps it: parts of one length, so that any byte of it is found at once.</summary>
static class ExportFile
{
    /// <summary>Bytes of the file a part, the last one excepted.</summary>
    public const int PartBytes = 1 << 20;

    static byte[] Packed(ReadOnlySpan<byte> bytes)
    {
        using var packed = new MemoryStream();
        using (var gzip = new GZipStream(packed, CompressionLevel.Fastest, leaveOpen: true))
            gzip.Write(bytes);
        return packed.ToArray();
    }

    static async Task<byte[]> Unpacked(byte[] content)
    {
        using var file = new MemoryStream(PartBytes);
        await using var gzip = new GZipStream(new MemoryStream(content), CompressionMode.Decompress);
        await gzip.CopyToAsync(file);
        return file.ToArray();
    }

    /// <summary>What is written to it is kept, a part at a time.</summary>
    /// <param name="keep">Keeps a part: its number, what of it is kept, and how long the file is with it.</param>
    public sealed class Writing(Func<long, byte[], long, Task> keep) : Stream
    {
        readonly byte[] _part = new byte[PartBytes];
        readonly IncrementalHash _hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        int _filled;

        /// <summary>Bytes of the file that are kept.</summary>
        public long Kept { get; private set; }

        /// <summary>Keeps the rest.</summary>
        /// <returns>SHA-256 of the whole file, lower-case hex.</returns>
        public async Task<string> End()
        {
            await Keep();
            return Convert.ToHexStringLower(_hash.GetCurrentHash());
        }

        async Task Keep()
        {
            if (_filled == 0)
                return;
            _hash.AppendData(_part, 0, _filled);
            await keep(Kept / PartBytes, Packed(_part.AsSpan(0, _filled)), Kept + _filled);
            (Kept, _filled) = (Kept + _filled, 0);
        }

        public override async ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default)
        {
            while (buffer.Length > 0)
            {
                var fits = Math.Min(buffer.Length, PartBytes - _filled);
                buffer[..fits].CopyTo(_part.AsMemory(_filled));
                (_filled, buffer) = (_filled + fits, buffer[fits..]);
                if (_filled == PartBytes)
                    await Keep();
            }
        }

        public override Task WriteAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) => WriteAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

        public override bool CanRead => false;
        public override bool CanSeek => false;
        public override bool CanWrite => true;
        public override long Length => throw new NotSupportedException();
        public override long Position { get => throw new NotSupportedException(); set => throw new NotSupportedException(); }

        public override Task FlushAsync(CancellationToken cancellationToken) => Task.CompletedTask;

        public override void Flush()
        {
            // A part is kept when it is full.
        }

        public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();
        public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();
        public override void SetLength(long value) => throw new NotSupportedException();
        public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException("A part is kept without holding a thread.");

        protected override void Dispose(bool disposing)
        {
            _hash.Dispose();
            base.Dispose(disposing);
        }
    }

    /// <summary>
    /// The file from its first byte to its last, from any byte on; nothing of the database is held between reads.
    /// A file removed meanwhile is refused as unknown.
    /// </summary>
    public sealed class Reading(Database database, Guid export, long length) : Stream
    {
        byte[] _content = [];
        long _number = -1;

        public override long Length => length;
        public override long Position { get; set; }

        public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
        {
            if (Position >= length || buffer.Length == 0)
                return 0;
            if (Position / PartBytes != _number)
                (_number, _content) = (Position / PartBytes, await Part(Position / PartBytes, cancellationToken));
            var from = (int)(Position % PartBytes);
            var read = Math.Min(buffer.Length, _content.Length - from);
            _content.AsMemory(from, read).CopyTo(buffer);
            Position += read;
            return read;
        }

        public override Task<int> ReadAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) => ReadAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

        async Task<byte[]> Part(long number, CancellationToken cancelled)
        {
            await using var db = new Db(database, cancelled);
            return await db.Find<byte[]>(ExportSql.Part, new { Id = export, Part = number }) is { } content ? await Unpacked(content)
                : throw Faults.NoRecord.Because(("record", "export"), ("id", export));
        }

        public override long Seek(long offset, SeekOrigin origin) => Position = origin switch
        {
            SeekOrigin.Begin => offset,
            SeekOrigin.Current => Position + offset,
            _ => length + offset,
        };

        public override bool CanRead => true;
        public override bool CanSeek => true;
        public override bool CanWrite => false;

        public override void Flush()
        {
            // Nothing is written.
        }

        public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException("A part is read without holding a thread.");
        public override void SetLength(long value) => throw new NotSupportedException();
        public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();
    }
}
