using Tearsheet.Ipld.Ipns;

namespace Tearsheet.Distributing.Pushing;

/// <summary>Puts a signed record where others look names up. It needs no key: the record was signed by whoever has it.</summary>
/// <remarks>Spec: Delegated Routing V1, "PUT /routing/v1/ipns/{name}".</remarks>
public sealed class RecordPut(PushClient client)
{
    /// <summary>Puts a record to a Delegated Routing endpoint.</summary>
    public async Task<PushReply<bool>> RunAsync(IpnsName name, IpnsRecord record, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(record);
        var reply = await client.SendAsync(
            () =>
            {
                var content = new ReadOnlyMemoryContent(record.Bytes);
                content.Headers.TryAddWithoutValidation("Content-Type", IpnsRecord.MediaType);
                return new HttpRequestMessage(HttpMethod.Put, new Uri(client.Address, $"routing/v1/ipns/{name}")) { Content = content };
            },
            cancellationToken);
        return new PushReply<bool>(reply.Wrong is null, reply.Wrong, reply.Status);
    }
}
