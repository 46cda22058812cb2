using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;

namespace TransferRegistry.Tests.Server;

/// <summary>The line between the service and its database server: it can be cut, and be dead for a while.</summary>
sealed class Line(string host, int port) : IDisposable
{
    readonly ConcurrentDictionary<TcpClient, TcpClient> _calls = [];
    TcpListener? _listener;
    volatile int _toBreak;
    volatile int _broken;

    /// <summary>Where the service finds the server; the same after every outage.</summary>
    public int Port { get; private set; }

    /// <summary>The connections that go through it now.</summary>
    public int Calls => _calls.Count;

    /// <summary>The calls that were broken off as they were made.</summary>
    public int Broken => _broken;

    public void Up()
    {
        var listener = _listener = new TcpListener(IPAddress.Loopback, Port);
        listener.Start();
        Port = ((IPEndPoint)listener.LocalEndpoint).Port;
        _ = Accept(listener);
    }

    /// <summary>Nobody gets through, and who was through is cut off.</summary>
    public void Down()
    {
        _listener?.Stop();
        Cut();
    }

    /// <summary>Every call is broken off, whatever was being said; new ones get through.</summary>
    public void Cut()
    {
        foreach (var (near, _) in _calls)
            Cut(near);
    }

    /// <summary>So many calls that come next are broken off as they are made.</summary>
    public void BreakNext(int calls) => _toBreak = calls;

    /// <summary>One call is broken off, whichever.</summary>
    public void CutOne(Random chance)
    {
        var calls = _calls.Keys.ToList();
        if (calls.Count > 0)
            Cut(calls[chance.Next(calls.Count)]);
    }

    void Cut(TcpClient near)
    {
        if (!_calls.TryRemove(near, out var far))
            return;
        Reset(near);
        far.Dispose();
    }

    // Not a farewell.
    static void Reset(TcpClient near)
    {
        try
        {
            near.Client.LingerState = new LingerOption(enable: true, seconds: 0);
        }
        catch (Exception ended) when (ended is SocketException or ObjectDisposedException or NullReferenceException)
        {
            // It has ended by itself meanwhile.
        }
        near.Dispose();
    }

    async Task Accept(TcpListener listener)
    {
        try
        {
            while (true)
            {
                var near = await listener.AcceptTcpClientAsync();
                if (_toBreak > 0)
                {
                    (_toBreak, _broken) = (_toBreak - 1, _broken + 1);
                    Reset(near);
                }
                else
                    _ = Carry(near);
            }
        }
        catch (Exception stopped) when (stopped is SocketException or ObjectDisposedException)
        {
            // The line is down.
        }
    }

    async Task Carry(TcpClient near)
    {
        var far = new TcpClient { NoDelay = true };
        near.NoDelay = true;
        try
        {
            await far.ConnectAsync(host, port);
            _calls[near] = far;
            await Task.WhenAny(near.GetStream().CopyToAsync(far.GetStream()), far.GetStream().CopyToAsync(near.GetStream()));
        }
        catch (Exception cut) when (cut is IOException or SocketException or ObjectDisposedException or InvalidOperationException)
        {
            // Cut, from either end.
        }
        finally
        {
            _calls.TryRemove(near, out _);
            near.Dispose();
            far.Dispose();
        }
    }

    public void Dispose() => Down();
}
