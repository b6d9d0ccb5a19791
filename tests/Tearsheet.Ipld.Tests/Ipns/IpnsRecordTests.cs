using CsCheck;
using Tearsheet.Ipld.Cids;
using Tearsheet.Ipld.Codecs;
using Tearsheet.Ipld.Ipns;
using Tearsheet.Ipld.Keys;

namespace Tearsheet.Ipld.Tests.Ipns;

public sealed class IpnsRecordTests
{
    private const string Path = "/ipfs/bafkreicysg23kiwv34eg2d7qweipxwosdo2py4ldv42nbauguluen5v6am";
    private static readonly DateTimeOffset Now = new(2026, 11, 24, 9, 0, 0, TimeSpan.Zero);

    [Fact]
    public void A_record_is_good_until_its_end_of_life_inclusive_and_no_longer()
    {
        using var key = Key(1);
        var name = IpnsName.Of(key.PublicKey);
        var record = IpnsRecord.Create(key, IpnsFields.For(Path, 7, Now, TimeSpan.FromHours(48), TimeSpan.FromMinutes(5)));
        Assert.Equal(IpnsStatus.Ok, IpnsRecord.TryRead(record.Bytes.Span, out var read));
        Assert.Equal((Path, 7UL, TimeSpan.FromMinutes(5)), (read!.Fields.Value, read.Fields.Sequence, read.Fields.Ttl));
        Assert.Equal(Now.AddHours(48), read.ValidUntil);
        Assert.Equal("2026-11-26T09:00:00.000000000Z", read.Fields.Validity);
        Assert.Equal(IpnsStatus.Ok, read.Judge(name, Now));
        Assert.Equal(IpnsStatus.Ok, read.Judge(name, Now.AddHours(48)));
        Assert.Equal(IpnsStatus.Expired, read.Judge(name, Now.AddHours(48).AddTicks(1)));
        Assert.Equal(IpnsStatus.Ok, read.JudgeSignature(name));
    }

    [Fact]
    public void A_record_of_another_key_is_forged_whatever_else_is_right()
    {
        using var key = Key(1);
        using var other = Key(2);
        var record = IpnsRecord.Create(key, IpnsFields.For(Path, 0, Now, TimeSpan.FromHours(1), TimeSpan.Zero));
        Assert.Equal(IpnsStatus.ForgedSignature, record.Judge(IpnsName.Of(other.PublicKey), Now));
        Assert.Equal(IpnsStatus.KeyOfAnotherName, record.Judge(default, Now));
    }

    [Fact]
    public void Without_the_first_generation_a_record_is_half_as_long_and_as_good()
    {
        using var key = Key(3);
        var fields = IpnsFields.For(Path, ulong.MaxValue, Now, TimeSpan.FromHours(1), TimeSpan.FromHours(1));
        var both = IpnsRecord.Create(key, fields);
        var second = IpnsRecord.Create(key, fields, withV1: false);
        Assert.True(second.Bytes.Length < both.Bytes.Length * 2 / 3);
        Assert.Equal(IpnsStatus.Ok, second.Judge(IpnsName.Of(key.PublicKey), Now));
        Assert.Equal(ulong.MaxValue, second.Fields.Sequence);
    }

    [Fact]
    public void A_cache_may_not_outlive_the_record()
    {
        Assert.Throws<ArgumentOutOfRangeException>(() => IpnsFields.For(Path, 0, Now, TimeSpan.FromHours(1), TimeSpan.FromHours(2)));
        Assert.Throws<ArgumentOutOfRangeException>(() => IpnsFields.For(Path, 0, Now, TimeSpan.Zero, TimeSpan.Zero));
        Assert.Throws<ArgumentOutOfRangeException>(() => IpnsFields.For(Path, 0, Now, TimeSpan.FromHours(1), TimeSpan.FromTicks(-1)));
    }

    [Theory]
    [InlineData("no path", "2099-01-01T00:00:00Z")]
    [InlineData("", "2099-01-01T00:00:00Z")]
    [InlineData("/ipfs/x", "2099-13-01T00:00:00Z")]
    [InlineData("/ipfs/x", "2099-02-29T00:00:00Z")]
    [InlineData("/ipfs/x", "2099-01-01T24:00:00Z")]
    [InlineData("/ipfs/x", "2099-01-01T00:00:00")]
    [InlineData("/ipfs/x", "2099-01-01 00:00:00Z")]
    [InlineData("/ipfs/x", "2099-01-01T00:00:00.Z")]
    [InlineData("/ipfs/x", "2099-01-01T00:00:00+0200")]
    [InlineData("/ipfs/x", "tomorrow")]
    public void What_no_reader_would_take_is_not_signed(string value, string validity)
    {
        using var key = Key(4);
        Assert.Throws<ArgumentException>(() => IpnsRecord.Create(key, new IpnsFields(value, validity, 0, 0)));
    }

    [Theory]
    [InlineData("2099-01-01T02:00:00+02:00", "2099-01-01T00:00:00.0000000+00:00")]
    [InlineData("2098-12-31T23:30:00.5-00:30", "2099-01-01T00:00:00.5000000+00:00")]
    [InlineData("2099-01-01T00:00:00.1234567899999Z", "2099-01-01T00:00:00.1234567+00:00")]
    [InlineData("0001-01-01T00:00:00+23:00", "0001-01-01T00:00:00.0000000+00:00")]
    [InlineData("9999-12-31T23:59:59-23:00", "9999-12-31T23:59:59.9999999+00:00")]
    public void Every_spelling_of_a_time_is_read(string validity, string expected)
    {
        using var key = Key(4);
        var record = IpnsRecord.Create(key, new IpnsFields("/ipfs/x", validity, 0, null));
        Assert.Equal(expected, record.ValidUntil.ToString("O", System.Globalization.CultureInfo.InvariantCulture));
        Assert.Equal(validity, record.Fields.Validity);
    }

    [Fact]
    public void A_bare_CID_of_old_is_read_as_a_path()
    {
        using var key = Key(4);
        Assert.Equal(Path, IpnsRecord.Create(key, new IpnsFields(Path["/ipfs/".Length..], "2099-01-01T00:00:00Z", 0, 0)).Fields.Value);
    }

    [Fact]
    public void A_record_over_the_limit_is_refused_before_it_is_parsed()
    {
        Assert.Equal(IpnsStatus.TooLong, IpnsRecord.TryRead(new byte[IpnsRecord.MaxLength + 1], out var record));
        Assert.Null(record);
        using var key = Key(5);
        Assert.Throws<ArgumentException>(() => IpnsRecord.Create(key, new IpnsFields("/ipfs/" + new string('x', 11000), "2099-01-01T00:00:00Z", 0, 0)));
    }

    [Fact]
    public void Of_two_records_the_same_one_wins_whichever_came_first() =>
        Gen.Select(Gen.ULong[0, 3], Gen.Int[0, 2], Gen.ULong[0, 3], Gen.Int[0, 2]).Sample((one, hour, two, otherHour) =>
        {
            using var key = Key(6);
            var left = IpnsRecord.Create(key, IpnsFields.For(Path, one, Now, TimeSpan.FromHours(1 + hour), TimeSpan.Zero));
            var right = IpnsRecord.Create(key, IpnsFields.For(Path, two, Now, TimeSpan.FromHours(1 + otherHour), TimeSpan.Zero));
            var expected = one != two ? one.CompareTo(two) : hour.CompareTo(otherHour);
            return Math.Sign(IpnsRecord.Compare(left, right)) == expected && Math.Sign(IpnsRecord.Compare(right, left)) == -expected;
        }, iter: 50);

    [Fact]
    public void A_flipped_bit_anywhere_is_never_believed_to_say_something_else() => Gen.Int[0, 3000].Sample(where =>
    {
        using var key = Key(7);
        var record = IpnsRecord.Create(key, IpnsFields.For(Path, 9, Now, TimeSpan.FromHours(1), TimeSpan.FromMinutes(1)));
        var bytes = record.Bytes.ToArray();
        bytes[where / 8 % bytes.Length] ^= (byte)(1 << (where % 8));
        return IpnsRecord.TryRead(bytes, out var read) != IpnsStatus.Ok
            || read!.Judge(IpnsName.Of(key.PublicKey), Now) != IpnsStatus.Ok
            || (read.Fields.Value, read.Fields.Sequence, read.ValidUntil) == (Path, 9UL, Now.AddHours(1));
    }, iter: 500);

    [Fact]
    public void Any_bytes_get_a_verdict() =>
        Gen.Byte.Array[0, 400].Sample(bytes => IpnsRecord.TryRead(bytes, out var record) == IpnsStatus.Ok || record is null, iter: 2000);

    [Fact]
    public void A_name_has_a_peer_id_and_a_routing_key_and_is_read_from_every_form()
    {
        using var key = Key(8);
        var name = IpnsName.Of(key.PublicKey);
        var once = Cid.Create(1, (ulong)Multicodec.DagPb, name.Cid.HashCode, name.Cid.Digest);
        foreach (var text in (string[])[name.ToString(), name.PeerId, name.Cid.ToString(), once.ToString(Multibase.Base36), once.ToString()])
        {
            Assert.True(IpnsName.TryParse(text, out var read), text);
            Assert.Equal(name, read);
        }

        Assert.Equal("/ipns/"u8.ToArray(), name.RoutingKey[..6]);
        Assert.Equal(38, name.RoutingKey.Length - 6);
        foreach (var text in (string[])["", "1", "12D3KooW", "example.org", "bafkreicysg23kiwv34eg2d7qweipxwosdo2py4ldv42nbauguluen5v6am", new string('1', 5000)])
        {
            Assert.False(IpnsName.TryParse(text, out _), text);
        }
    }

    [Fact]
    public void What_is_signed_beside_the_five_fields_is_kept()
    {
        using var key = Key(9);
        var record = IpnsRecord.Create(key, new IpnsFields(Path, "2099-01-01T00:00:00Z", 0, 0)
        {
            Extra = [new("_tearsheet", Node.Map(("edition", 3)))],
        });
        Assert.Equal(3, Assert.Single(record.Fields.Extra).Value.Integer("edition"));
    }

    private static SigningKey Key(byte number) => SigningKey.FromSeed([.. Enumerable.Repeat(number, SigningKey.SeedLength)]);
}
