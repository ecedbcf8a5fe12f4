using System.Collections.Frozen;
using System.Net;
using System.Net.Sockets;

namespace IDropTheory.Experiments.Page;

/// <summary>Serves the files of one folder, and nothing else, to the browsers of this machine.</summary>
internal sealed class PageServer : IDisposable
{
    private static readonly FrozenDictionary<string, string> Types = new Dictionary<string, string>
    {
        [".html"] = "text/html; charset=utf-8",
        [".css"] = "text/css; charset=utf-8",
        [".js"] = "text/javascript; charset=utf-8",
        [".json"] = "application/json",
        [".wasm"] = "application/wasm",
        [".svg"] = "image/svg+xml",
        [".png"] = "image/png",
    }.ToFrozenDictionary(StringComparer.OrdinalIgnoreCase);

    private readonly HttpListener _listener = new();
    private readonly string _root;

    /// <summary>Begins to listen, on 127.0.0.1 alone.</summary>
    /// <param name="folder">The folder.</param>
    /// <param name="port">The port; 0 takes a free one.</param>
    /// <exception cref="UserError">Another program listens there.</exception>
    public PageServer(string folder, int port)
    {
        _root = Path.TrimEndingDirectorySeparator(Path.GetFullPath(folder)) + Path.DirectorySeparatorChar;
        port = port == 0 ? FreePort() : port;
        Address = $"http://127.0.0.1:{port}/";
        _listener.Prefixes.Add(Address);
        try
        {
            _listener.Start();
        }
        catch (HttpListenerException e)
        {
            throw new UserError($"--port is {port}: {e.Message.TrimEnd('.')}. Name another port, or 0 for a free one.");
        }
    }

    /// <summary>Where a browser finds the folder's page.</summary>
    public string Address { get; }

    /// <summary>Answers requests until it is asked to stop.</summary>
    public void Run(CancellationToken cancellation)
    {
        using var stop = cancellation.Register(_listener.Abort);
        while (!cancellation.IsCancellationRequested)
            try
            {
                var context = _listener.GetContext();
                // A browser that reads slowly keeps no other waiting.
                _ = Task.Run(() => Answer(context), CancellationToken.None);
            }
            catch (Exception e) when (e is HttpListenerException or ObjectDisposedException or InvalidOperationException
                && cancellation.IsCancellationRequested)
            {
                return;
            }
    }

    public void Dispose() => _listener.Close();

    /// <summary>The file that a path of an address means: that of a folder is its index.html. Null if there is none below the
    /// root.</summary>
    internal static string? FileOf(string root, string path)
    {
        if (path.Contains('\0')) return null;
        var file = Path.GetFullPath(Path.Combine(root, path.TrimStart('/') is "" ? "." : path.TrimStart('/')));
        if (path.EndsWith('/')) file = Path.Combine(file, "index.html");
        return file.StartsWith(root, StringComparison.Ordinal) && File.Exists(file) ? file : null;
    }

    private void Answer(HttpListenerContext context)
    {
        using var response = context.Response;
        try
        {
            response.StatusCode = (int)Answer(context.Request, response);
        }
        catch (Exception e) when (e is HttpListenerException or IOException or UnauthorizedAccessException or ObjectDisposedException)
        {
            // The browser has left, or the file has just gone: there is nobody or nothing to answer.
            response.Abort();
        }
    }

    private HttpStatusCode Answer(HttpListenerRequest request, HttpListenerResponse response)
    {
        if (request.HttpMethod is not ("GET" or "HEAD"))
        {
            response.Headers["Allow"] = "GET, HEAD";
            return HttpStatusCode.MethodNotAllowed;
        }
        if (FileOf(_root, Uri.UnescapeDataString(request.Url!.AbsolutePath)) is not { } file) return HttpStatusCode.NotFound;
        response.ContentType = Types.GetValueOrDefault(Path.GetExtension(file), "application/octet-stream");
        response.Headers["X-Content-Type-Options"] = "nosniff";
        // The page may be built anew at the same address.
        response.Headers["Cache-Control"] = "no-cache";
        if (File.Exists(file + ".br"))
        {
            response.Headers["Vary"] = "Accept-Encoding";
            if (Accepts(request, "br"))
            {
                response.Headers["Content-Encoding"] = "br";
                file += ".br";
            }
        }
        using var source = File.OpenRead(file);
        response.ContentLength64 = source.Length;
        if (request.HttpMethod == "GET") source.CopyTo(response.OutputStream);
        return HttpStatusCode.OK;
    }

    private static bool Accepts(HttpListenerRequest request, string encoding) =>
        (request.Headers["Accept-Encoding"] ?? "").Split(',', StringSplitOptions.TrimEntries)
            .Contains(encoding, StringComparer.OrdinalIgnoreCase);

    private static int FreePort()
    {
        using var probe = new TcpListener(IPAddress.Loopback, 0);
        probe.Start();
        return ((IPEndPoint)probe.LocalEndpoint).Port;
    }
}
