import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;

/** Asks by POST as Java's client does where nobody says how: `java Ask.java ADDRESS TYPE BODY`. */
class Ask {
  public static void main(String[] given) throws Exception {
    var request =
        HttpRequest.newBuilder(URI.create(given[0]))
            .header("content-type", given[1])
            .POST(BodyPublishers.ofString(given[2]))
            .build();
    var response = HttpClient.newHttpClient().send(request, BodyHandlers.ofString());
    System.out.println(response.statusCode() + " " + response.body());
  }
}
