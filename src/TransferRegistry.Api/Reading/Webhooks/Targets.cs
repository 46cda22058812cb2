using System.Net;
using System.Net.Sockets;
using Microsoft.Security.AntiSSRF;
using TransferRegistry.Api.Problems;

namespace TransferRegistry.Api.Reading.Webhooks;

/// <summary>How a name becomes addresses, for a first look at it.</summary>
delegate Task<IPAddress[]> Resolver(string host, CancellationToken cancelled);

/// <summary>
/// Where webhooks may lead: to public addresses, by https, and to the networks that the operator allows, there also by http; at the scheme's own port
/// or one from 1024 on.
/// Looked at when a webhook is registered, so that its owner hears of it, and again for each connection, by the addresses that are connected to,
/// so that a name which moves leads nowhere else. Redirections are not followed, and no proxy is asked.
/// </summary>
sealed class Targets : IDisposable
{
    /// <summary>How long a receiver may take (Standard Webhooks 1.0.0, Request timeouts).</summary>
    public static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);

    static readonly TimeSpan ToConnect = TimeSpan.FromSeconds(5);

    // Below are the ports of services that were never meant to be posted to.
    const int FirstFreePort = 1024;

    static readonly IPNetwork[] Special = [.. IPAddressRanges.recommendedLatest.Select(range => IPNetwork.Parse(range))];

    readonly IReadOnlyList<IPNetwork> _allowed;
    readonly Resolver _resolve;
    readonly HttpClient _public;
    readonly HttpClient _closed;

    public Targets(IReadOnlyList<IPNetwork> networks, Resolver resolve)
    {
        (_allowed, _resolve) = (networks, resolve);
        string[] allowed = [.. _allowed.Select(network => network.ToString())];
        var everywhere = new AntiSSRFPolicy(PolicyConfigOptions.ExternalOnlyLatest);
        everywhere.AddAllowedAddresses(allowed);
        var within = new AntiSSRFPolicy(PolicyConfigOptions.None) { AllowPlainTextHttp = true, DenyAllUnspecifiedIPs = true };
        within.AddAllowedAddresses(allowed);
        (_public, _closed) = (Client(everywhere), Client(within));
    }

    static HttpClient Client(AntiSSRFPolicy policy)
    {
        var handler = policy.GetHandler();
        (handler.AllowAutoRedirect, handler.UseCookies, handler.ConnectTimeout) = (false, false, ToConnect);
        // A connection is as old as the look at its addresses. WebhookDispatcher limits how many there are: with a limit for each server
        // one museum would wait for another behind the same gateway.
        handler.PooledConnectionLifetime = TimeSpan.FromMinutes(2);
        // What a receiver says beside its status is of no interest.
        (handler.ResponseDrainTimeout, handler.MaxResponseHeadersLength) = (TimeSpan.FromSeconds(1), 16);
        var client = new HttpClient(handler) { Timeout = Patience };
        client.DefaultRequestHeaders.UserAgent.Add(new("TransferRegistry", typeof(Targets).Assembly.GetName().Version!.ToString(3)));
        return client;
    }

    /// <summary>Sends there, if the port and the addresses it has now are among those it may.</summary>
    public Task<HttpResponseMessage> Send(HttpRequestMessage request, CancellationToken cancelled)
    {
        var url = request.RequestUri!;
        if (!IsOpen(url))
            throw new ForbiddenPort(url.Port);
        return (url.Scheme == Uri.UriSchemeHttps ? _public : _closed).SendAsync(request, HttpCompletionOption.ResponseHeadersRead, cancelled);
    }

    /// <summary>Whether a fault of <see cref="Send"/> says that it was kept from going there.</summary>
    public static bool IsForbidden(Exception fault) => fault is ForbiddenPort or AntiSSRFException || fault.InnerException is { } cause && IsForbidden(cause);

    /// <summary>What speaks against an address that is to be registered; null when nothing does.</summary>
    public async Task<Fault?> Fault(Uri url, string pointer, CancellationToken cancelled)
    {
        var isPlain = url.Scheme == Uri.UriSchemeHttp;
        if (!(isPlain && _allowed.Count > 0) && url.Scheme != Uri.UriSchemeHttps || url.UserInfo.Length > 0 || url.Fragment.Length > 0)
            return Faults.NoTarget.At(pointer, ("url", url.OriginalString));
        if (!IsOpen(url))
            return Faults.TargetPort.At(pointer, ("port", url.Port), ("usual", isPlain ? 80 : 443));
        var addresses = await Addresses(url, cancelled);
        if (addresses.Length == 0)
            return Faults.TargetUnknown.At(pointer, ("host", url.Host));
        return addresses.All(address => IsAmong(_allowed, address) || !isPlain && !IsAmong(Special, address)) ? null
            : Faults.TargetNotPublic.At(pointer, ("host", url.Host));
    }

    static bool IsOpen(Uri url) => url.IsDefaultPort || url.Port >= FirstFreePort;

    // None where the name has none. The name is the one that will be connected to: there full-width digits are digits.
    // An address, however it is spelt, is not looked up.
    async Task<IPAddress[]> Addresses(Uri url, CancellationToken cancelled)
    {
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(cancelled);
        patience.CancelAfter(ToConnect);
        try
        {
            var host = url.IdnHost;
            return IPAddress.TryParse(host, out var address) ? [address] : await _resolve(host, patience.Token);
        }
        catch (Exception fault) when (fault is SocketException or ArgumentException or UriFormatException
            || fault is OperationCanceledException && !cancelled.IsCancellationRequested)
        {
            // The name is unknown, too long, or has characters that no name has; or the answer does not come.
            return [];
        }
    }

    static bool IsAmong(IReadOnlyList<IPNetwork> networks, IPAddress address) =>
        networks.Any(network => network.Contains(address.IsIPv4MappedToIPv6 ? address.MapToIPv4() : address));

    public void Dispose()
    {
        _public.Dispose();
        _closed.Dispose();
    }
}

/// <summary>A webhook that was registered before leads to a port where none may.</summary>
sealed class ForbiddenPort(int port) : Exception($"Webhooks do not lead to port {port}.");
